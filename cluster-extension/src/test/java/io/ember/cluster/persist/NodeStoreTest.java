package io.ember.cluster.persist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.cluster.core.node.Standing;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import io.ember.engine.ConfigException;
import io.ember.engine.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
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
  void onlyTheFirstStartDecidesWhetherItOwnsAllSlots(@TempDir Path other) {
    assertThat(ownsAllSlots(true)).isTrue();
    assertThat(ownsAllSlots(false)).isTrue();

    directory = other;
    assertThat(ownsAllSlots(false)).isFalse();
    assertThat(ownsAllSlots(true)).isFalse();
  }

  private boolean ownsAllSlots(boolean bootstrap) {
    try (NodeStore store = NodeStore.open(directory, bootstrap)) {
      return store.facts().bootstrap();
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
      assertThat(open.facts().identity().run()).isEqualTo(1);
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

  @Test
  void keepsWhatWasSaved() {
    NodeId peer = new NodeId(UUID.randomUUID());
    UUID cluster = UUID.randomUUID();
    try (NodeStore store = NodeStore.open(directory, false)) {
      store.save(
          store
              .facts()
              .memberOf(cluster)
              .withRaftGeneration(3)
              .withIncarnation(7)
              .knowing(Map.of(peer, new Endpoint("fe80::1", 17_000)), new byte[] {1, 2, 3}));
    }

    try (NodeStore store = NodeStore.open(directory, false)) {
      NodeFacts facts = store.facts();
      assertThat(facts.standing()).isEqualTo(Standing.MEMBER);
      assertThat(facts.clusterId()).isEqualTo(cluster);
      assertThat(facts.raftGeneration()).isEqualTo(3);
      assertThat(facts.incarnation()).isEqualTo(8);
      assertThat(facts.peers()).containsExactly(Map.entry(peer, new Endpoint("fe80::1", 17_000)));
      assertThat(facts.configuration()).containsExactly(1, 2, 3);
      store.save(facts.joining(new Endpoint("h", 1)));
      assertThat(store.facts().joining()).contains(new Endpoint("h", 1));
      NodeIdentity renamed = facts.identity().renamed();
      store.save(store.facts().alone(renamed));
      assertThat(store.facts().identity()).isEqualTo(renamed);
      assertThat(store.facts().clusterId()).isNotEqualTo(cluster);
    }
  }

  @Test
  void nothingThatCountsGoesBack() {
    try (NodeStore store = NodeStore.open(directory, false)) {
      store.save(store.facts().withIncarnation(5).withRaftGeneration(2));

      assertThatIllegalArgumentException()
          .isThrownBy(() -> store.save(store.facts().withIncarnation(4)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> store.save(store.facts().withRaftGeneration(1)));
      assertThat(store.facts().incarnation()).isEqualTo(5);
    }
  }

  private NodeIdentity openAndClose() {
    try (NodeStore store = NodeStore.open(directory, false)) {
      return store.facts().identity();
    }
  }
}
