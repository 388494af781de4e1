package io.ember.cluster.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class EndpointTest {
  @Test
  void takesAddressesAndNames() {
    assertThat(Endpoint.parse("10.0.0.1:6379")).isEqualTo(new Endpoint("10.0.0.1", 6379));
    assertThat(Endpoint.parse("ember-0.ember.svc:7000").host()).isEqualTo("ember-0.ember.svc");
    assertThat(Endpoint.parse("[::1]:6379")).isEqualTo(new Endpoint("::1", 6379));
    assertThat(Endpoint.parse("::1:6379")).isEqualTo(new Endpoint("::1", 6379));
  }

  @Test
  void refusesWhatIsNoEndpoint() {
    for (String text :
        new String[] {
          "",
          "host",
          ":1",
          "host:",
          "host:0",
          "host:65536",
          "host:+1",
          "host:-1",
          "host:1 ",
          "ho st:1",
          "a,b:1",
          "a@b:1",
          "host:123456"
        }) {
      assertThatIllegalArgumentException().as(text).isThrownBy(() -> Endpoint.parse(text));
    }
  }

  @Test
  void aBusPortBeyondTheLastPortIsAnErrorAndNotAnotherPort() {
    assertThat(new Endpoint("h", 55_535).plusPort(Endpoint.BUS_PORT_OFFSET).port())
        .isEqualTo(65_535);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Endpoint("h", 60_000).plusPort(Endpoint.BUS_PORT_OFFSET))
        .withMessageContaining("70000");
  }

  @Test
  void printsIpv6LikeRedis() {
    assertThat(new Endpoint("::1", 6379)).hasToString("::1:6379");
  }
}
