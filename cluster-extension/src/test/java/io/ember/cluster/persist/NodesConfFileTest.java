package io.ember.cluster.persist;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.LocalNode;
import io.ember.cluster.model.NodesConf;
import io.ember.cluster.server.RespClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodesConfFileTest {
  @TempDir Path dir;

  private Path file() {
    return dir.resolve("nodes.conf");
  }

  private void run() {
    try (LocalNode node = new LocalNode(dir);
        RespClient client = node.connect()) {
      assertThat(client.call("SET", "k", "v")).isEqualTo("+OK");
    }
  }

  @Test
  void aNodeWritesWhatItKnowsAndReadsItAgain() {
    run();

    NodesConf conf = new NodesConfFile(dir).read().orElseThrow();
    assertThat(conf.slots().assignedCount()).isEqualTo(16_384);
    assertThat(conf.nodes()).containsOnlyKeys(conf.localId());
  }

  @Test
  void aDamagedFileIsWrittenAnewFromTheLogAndDecidesNothing() throws IOException {
    run();
    String before = Files.readString(file());
    Files.writeString(file(), before.replace("0-16383", "0-99"));
    assertThat(new NodesConfFile(dir).read()).isEmpty();

    run();

    NodesConf conf = new NodesConfFile(dir).read().orElseThrow();
    assertThat(conf.slots().assignedCount()).isEqualTo(16_384);
  }

  @Test
  void aFileThatSaysSomethingElseThanTheLogDecidesNothing() {
    run();
    NodesConf right = new NodesConfFile(dir).read().orElseThrow();
    NodesConf wrong =
        new NodesConf(
            right.localId(),
            right.nodes(),
            io.ember.cluster.model.SlotMap.EMPTY,
            right.currentEpoch() + 100,
            right.incarnation());
    new NodesConfFile(dir).write(wrong);

    run();

    NodesConf after = new NodesConfFile(dir).read().orElseThrow();
    assertThat(after.slots().assignedCount()).isEqualTo(16_384);
    assertThat(after.currentEpoch()).isLessThan(100);
  }

  @Test
  void thereMayBeNoFile() {
    assertThat(new NodesConfFile(dir).read()).isEmpty();
  }
}
