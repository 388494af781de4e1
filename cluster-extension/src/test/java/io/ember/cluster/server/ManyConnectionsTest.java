package io.ember.cluster.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManyConnectionsTest {
  private static final int CONNECTIONS = 2_000;

  @Test
  void serves2000ConnectionsHalfOfThemWithAnUnfinishedCall() {
    assumeTrue(
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            && unix.getMaxFileDescriptorCount() > 2 * CONNECTIONS + 500,
        "needs 4500 open files: raise ulimit -n");
    try (TestNode node = new TestNode()) {
      List<RespClient> clients = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        clients.add(node.connect());
      }
      for (int i = 0; i < CONNECTIONS; i += 2) {
        clients.get(i).raw("*3\r\n$3\r\nSET\r\n$5\r\nk" + i);
        clients.get(i).flush();
      }
      for (int round = 0; round < 3; round++) {
        for (int i = 1; i < CONNECTIONS; i += 2) {
          clients.get(i).send("SET", "key" + i, "v" + round);
          clients.get(i).send("GET", "key" + i);
          clients.get(i).flush();
        }
        for (int i = 1; i < CONNECTIONS; i += 2) {
          assertThat(clients.get(i).reply()).isEqualTo("+OK");
          assertThat(clients.get(i).reply()).isEqualTo("$v" + round);
        }
      }
      clients.forEach(RespClient::close);
    }
  }
}
