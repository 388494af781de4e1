package io.ember.cluster.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EndpointTest {
  @Test
  void answersGetAndSet() {
    try (TestNode node = new TestNode();
        RespClient client = node.connect()) {
      assertThat(client.call("SET", "a", "1")).isEqualTo("+OK");
      assertThat(client.call("GET", "a")).isEqualTo("$1");
      assertThat(client.call("get", "b")).isEqualTo("nil");
      assertThat(client.call("PING")).isEqualTo("+PONG");
      assertThat(client.call("DBSIZE")).isEqualTo(":1");
    }
  }
}
