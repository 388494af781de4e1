package io.ember.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.process.FreePorts;
import io.ember.examples.process.LocalCluster;
import io.ember.examples.process.NodeProcess;
import io.ember.examples.support.RespClient;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cluster of three survives. */
class ClusterKillIT {
  @TempDir Path dir;

  @Test
  void goesOnWithoutAMinorityAndComesBackAfterAllWereKilled()
      throws IOException, InterruptedException {
    List<Integer> ports = Stream.generate(FreePorts::next).limit(3).toList();
    LocalCluster.Launch launch = new LocalCluster.Launch(dir, ports, 3, Map.of());
    Map<String, String> before;
    long epochBefore;
    try (LocalCluster cluster = LocalCluster.start(launch, quiet())) {
      assertThat(ask(ports.get(1), "CLUSTER", "BUMPEPOCH")).contains("BUMPED");
      cluster.nodes().get(2).kill();

      assertThat(ask(ports.get(0), "CLUSTER", "BUMPEPOCH")).contains("BUMPED");
      assertThat(ask(ports.get(1), "CLUSTER", "BUMPEPOCH")).contains("BUMPED");
      String own = keyOf(ports.get(0));
      assertThat(ask(ports.get(0), "SET", own, "1")).contains("OK");
      before = owners(ports.get(0));
      epochBefore = epoch(ports.get(0));
      for (NodeProcess node : cluster.nodes()) {
        node.kill();
      }
    }

    try (LocalCluster again = LocalCluster.start(launch, quiet())) {
      assertThat(again.startedBefore()).isTrue();
      assertThat(owners(ports.get(0))).isEqualTo(before);
      assertThat(owners(ports.get(2))).isEqualTo(before);
      assertThat(epoch(ports.get(0))).isGreaterThanOrEqualTo(epochBefore);
    }
  }

  private static PrintStream quiet() {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }

  private static String ask(int port, String... call) throws IOException {
    try (RespClient client = RespClient.connect(port)) {
      return client.call(call).text();
    }
  }

  /** {@return a key whose slot the node serves} */
  private static String keyOf(int port) throws IOException {
    for (int i = 0; ; i++) {
      if (!ask(port, "GET", "k" + i).contains("MOVED")) {
        return "k" + i;
      }
    }
  }

  private static long epoch(int port) throws IOException {
    String info = ask(port, "CLUSTER", "INFO");
    return Long.parseLong(info.replaceAll("(?s).*cluster_current_epoch:(\\d+).*", "$1"));
  }

  /** {@return the slots of each node by its id} */
  private static Map<String, String> owners(int port) throws IOException {
    Map<String, String> owners = new TreeMap<>();
    for (String line : ask(port, "CLUSTER", "NODES").split("\n", -1)) {
      String[] fields = line.split(" ", -1);
      if (fields.length > 8) {
        owners.put(fields[0], fields[8]);
      }
    }
    return owners;
  }
}
