package io.ember.cluster.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.core.replication.LogFigures;
import io.ember.cluster.core.replication.Progress;
import io.ember.cluster.core.replication.ShardView;
import io.ember.cluster.model.MigrationId;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.session.DurationCounts;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StatusJsonTest {
  private final ClusterStory story = new ClusterStory();

  /** {@return what A tells: it moves slots, and C has not got everything} */
  static NodeFigures figuresOfA() {
    long[] durations = new long[DurationCounts.BOUND_COUNT + 1];
    durations[3] = 40;
    durations[7] = 2;
    return new NodeFigures(
        77_000_000_000L,
        new NodeFigures.Traffic(5, 42, 1, 1000, 2000, durations),
        new NodeFigures.Data(12, 3456, 0, 30, 2, 0, 0),
        new NodeFigures.Lanes(2, 8_000_000),
        new NodeFigures.Lease(true, 400_000_000),
        new LogFigures(
            ShardView.Role.PRIMARY,
            5,
            100,
            99,
            new TreeMap<>(
                Map.of(
                    ClusterStory.C,
                    new LogFigures.ReplicaFigures(98, 7_000_000, Progress.COUNTED)))),
        new TreeMap<>(Map.of(new MigrationId(2), new MigrationProgress.Moved(123, 4567))));
  }

  private String write() {
    return new StatusJson(story.state(), Optional.of(story), this::figures).write(50_000);
  }

  private Optional<NodeFigures> figures(NodeId node) {
    return node.equals(ClusterStory.A) ? Optional.of(figuresOfA()) : Optional.empty();
  }

  private static String after(String json, String begin, String end) {
    int from = json.indexOf(begin);
    assertThat(from).as("%s in %s", begin, json).isNotNegative();
    return json.substring(from, json.indexOf(end, from) + end.length());
  }

  @Test
  void tellsOfTheCluster() {
    assertThat(write())
        .startsWith(
            "{\"nowMs\":50000,\"self\":\""
                + ClusterStory.A.wireForm()
                + "\",\"cluster\":{\"enabled\":true,\"state\":\"ok\"")
        .contains(
            "\"slotsAssigned\":16384,\"slotsOk\":16384,\"slotsSuspected\":0,\"slotsFailed\":0,"
                + "\"lost\":\"\",\"failovers\":3,\"raftRole\":\"follower\",\"term\":2,\"index\":11,"
                + "\"leader\":\""
                + ClusterStory.B.wireForm()
                + "\"}");
  }

  @Test
  void tellsOfEachNode() {
    String json = write();

    assertThat(
            after(json, "{\"id\":\"" + ClusterStory.A.wireForm() + "\",\"shard\"", "\"figures\":"))
        .contains(
            "\"address\":\"10.0.0.1:7000\",\"role\":\"primary\",\"primary\":null,"
                + "\"health\":\"alive\",\"syncing\":false,\"inSync\":true,\"voter\":true")
        .contains("\"slots\":\"10-8191\",\"slotCount\":8182");
    assertThat(
            after(
                json,
                "{\"id\":\"" + ClusterStory.C.wireForm() + "\",\"shard\"",
                "\"figures\":null"))
        .contains("\"role\":\"replica\",\"primary\":\"" + ClusterStory.A.wireForm() + "\"")
        .contains("\"inSync\":true", "\"slots\":\"\",\"slotCount\":0");
    assertThat(
            after(
                json,
                "{\"id\":\"" + ClusterStory.D.wireForm() + "\",\"shard\"",
                "\"figures\":null"))
        .contains("\"health\":\"failed\"", "\"voter\":false", "\"heardMs\":12000");
  }

  @Test
  void tellsTheFiguresOfThoseWhoToldThem() {
    assertThat(after(write(), "\"figures\":{", "}]}"))
        .isEqualTo(
            "\"figures\":{\"atMs\":77000,\"clients\":5,\"calls\":42,\"errors\":1,"
                + "\"receivedBytes\":1000,\"sentBytes\":2000,\"durations\":{\"3\":40,\"7\":2},"
                + "\"keys\":12,\"usedBytes\":3456,\"limitBytes\":0,\"hits\":30,\"misses\":2,"
                + "\"lanes\":2,\"busyMs\":8,\"serves\":true,\"leaseMs\":400,\"position\":100,"
                + "\"replicas\":[{\"id\":\""
                + ClusterStory.C.wireForm()
                + "\",\"lagRecords\":2,\"lagMs\":7,\"progress\":\"counted\"}]}");
  }

  @Test
  void tellsWhatMovesAndWhatHasMoved() {
    String shardA = story.shard(ClusterStory.A).id().wireForm();
    String shardB = story.shard(ClusterStory.B).id().wireForm();

    assertThat(write())
        .contains(
            "\"jobs\":[{\"id\":\""
                + ClusterStory.JOB
                + "\",\"state\":\"open\",\"source\":\""
                + ClusterStory.A.wireForm()
                + "\",\"target\":\""
                + ClusterStory.B.wireForm()
                + "\",\"sourceShard\":\""
                + shardA
                + "\",\"targetShard\":\""
                + shardB
                + "\",\"slots\":\"0-99\",\"slotCount\":100,\"movedCount\":10,\"message\":\"\","
                + "\"beganMs\":4000,\"endedMs\":0},{\"id\":\""
                + ClusterStory.ENDED
                + "\",\"state\":\"cancelled\"")
        .contains("\"message\":\"by \\\"somebody\\\"\",\"beganMs\":1000,\"endedMs\":3000}]")
        .contains(
            "\"migrations\":[{\"id\":2,\"job\":\""
                + ClusterStory.JOB
                + "\",\"kind\":\"streaming\",\"slots\":\"10-29\",\"slotCount\":20,"
                + "\"sourceShard\":\""
                + shardA
                + "\",\"targetShard\":\""
                + shardB
                + "\",\"attempt\":1,\"keys\":123,\"bytes\":4567}]");
  }

  @Test
  void aPausedJobIsToldBeforeThoseThatEnded() {
    story.pause();

    assertThat(write())
        .contains("\"jobs\":[{\"id\":\"" + ClusterStory.JOB + "\",\"state\":\"paused\"")
        .contains("\"movedCount\":10,\"message\":\"\",\"beganMs\":4000,\"endedMs\":0}");
  }

  @Test
  void aSingleEngineIsAClusterOfOneWithoutALog() {
    assertThat(
            new StatusJson(story.state(), Optional.empty(), node -> Optional.empty()).write(50_000))
        .contains("\"cluster\":{\"enabled\":false", "\"leader\":null", "\"jobs\":[]");
  }
}
