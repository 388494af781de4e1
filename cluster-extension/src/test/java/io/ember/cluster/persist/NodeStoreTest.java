package io.ember.cluster.persist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.engine.ConfigException;
import io.ember.engine.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeStoreTest {
  @TempDir private Path directory;

  @Test
  void keepsItsNameOverRestartsAndCountsThem() {
    NodeIdentity first = openAndClose();
    NodeIdentity second = openAndClose();

    assertThat(second.nodeId()).isEqualTo(first.nodeId());
    assertThat(second.shardId()).isEqualTo(first.shardId());
    assertThat(first.run()).isEqualTo(1);
    assertThat(second.run()).isEqualTo(2);
  }

  @Test
  void ownsAllSlotsFromTheBootstrapOnWhateverALaterStartSays() {
    assertThat(ownsAllSlots(false)).isFalse();
    assertThat(ownsAllSlots(true)).isTrue();
    assertThat(ownsAllSlots(false)).isTrue();
  }

  private boolean ownsAllSlots(boolean bootstrap) {
    try (NodeStore store = NodeStore.open(directory, bootstrap)) {
      return store.ownsAllSlots();
    }
  }

  @Test
  void makesTheDirectory() {
    directory = directory.resolve("a/b");

    openAndClose();

    assertThat(directory.resolve("node.mapdb")).exists();
  }

  @Test
  void twoDirectoriesAreTwoNodes(@TempDir Path other) {
    NodeIdentity one = openAndClose();
    directory = other;

    assertThat(openAndClose().nodeId()).isNotEqualTo(one.nodeId());
  }

  @Test
  void refusesADirectoryThatAnotherNodeUses() {
    try (NodeStore open = NodeStore.open(directory, false)) {
      assertThat(open.identity().run()).isEqualTo(1);
      assertThatThrownBy(() -> NodeStore.open(directory, false))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("ember.node.dir = " + directory)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }

    assertThat(openAndClose().run()).isEqualTo(2);
  }

  @Test
  void refusesADirectoryThatIsAFile() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> NodeStore.open(file, false))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("ember.node.dir");
  }

  @Test
  void anUnfinishedSaveIsForgotten() throws IOException {
    NodeIdentity first = openAndClose();
    Files.writeString(directory.resolve("node.mapdb.new"), "half of a file");

    assertThat(openAndClose().nodeId()).isEqualTo(first.nodeId());
  }

  @Test
  void aDamagedFileStopsTheStartInsteadOfMakingAnotherNode() throws IOException {
    openAndClose();
    Path file = directory.resolve("node.mapdb");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, 100));

    assertThatThrownBy(() -> NodeStore.open(directory, false))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString());
    assertThat(file).hasSize(100);
  }

  private NodeIdentity openAndClose() {
    try (NodeStore store = NodeStore.open(directory, false)) {
      return store.identity();
    }
  }
}
