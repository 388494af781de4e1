package io.ember.cluster.metrics;

import static java.util.Objects.requireNonNull;

import io.ember.cluster.bus.LinkFigures;
import io.ember.cluster.control.ClusterControl;
import io.ember.cluster.core.migration.MigrationFigures;
import io.ember.cluster.core.node.ChangeResult;
import io.ember.cluster.core.node.ClusterChange;
import io.ember.cluster.core.node.GroupView;
import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.ClusterStateMachine;
import io.ember.cluster.core.state.ClusterStateView;
import io.ember.cluster.core.state.JobState;
import io.ember.cluster.core.state.Liveness;
import io.ember.cluster.core.state.MigrationKind;
import io.ember.cluster.core.state.NodeInfo;
import io.ember.cluster.core.state.ShardInfo;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.JobId;
import io.ember.cluster.model.MigrationId;
import io.ember.cluster.model.NodeFlags;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotRange;
import io.ember.cluster.model.SlotSet;
import io.ember.cluster.raft.LogPosition;
import io.ember.cluster.raft.RaftRole;
import io.ember.cluster.raft.RaftView;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * The control line of A in a cluster to which something has happened: A and B own the halves of the
 * slots, C copies A, D has failed. A job of 100 slots has moved 10 of A's to B and is moving 20;
 * another one has ended.
 */
final class ClusterStory implements ClusterControl {
  static final NodeId A = id(1);
  static final NodeId B = id(2);
  static final NodeId C = id(3);
  static final NodeId D = id(4);
  static final JobId JOB = new JobId(new UUID(7, 7));
  static final JobId ENDED = new JobId(new UUID(6, 6));

  private final ClusterStateMachine machine = new ClusterStateMachine();
  private long index;

  ClusterStory() {
    apply(new ClusterCommand.AddNode(info(1), slots(0, 8191)));
    apply(new ClusterCommand.AddNode(info(2), slots(8192, 16383)));
    apply(new ClusterCommand.AddNode(info(3), SlotSet.EMPTY));
    apply(new ClusterCommand.AddNode(info(4), SlotSet.EMPTY));
    apply(new ClusterCommand.SetReplicaOf(C, A));
    apply(
        new ClusterCommand.SetInSync(
            A, shard(A).epoch(), shard(A).version(), new TreeMap<>(Map.of(A, 1L, C, 1L))));
    apply(new ClusterCommand.BeginJob(ENDED, slots(9000, 9009), B, A, 1_000));
    apply(new ClusterCommand.EndJob(ENDED, JobState.CANCELLED, "by \"somebody\"", 3_000));
    apply(new ClusterCommand.BeginJob(JOB, slots(0, 99), A, B, 4_000));
    begin(1, slots(0, 9));
    apply(
        new ClusterCommand.CompleteMigration(
            new MigrationId(1), 1, shard(A).epoch(), shard(B).epoch()));
    begin(2, slots(10, 29));
  }

  private static NodeId id(int number) {
    return new NodeId(new UUID(number, 0));
  }

  private static NodeInfo info(int number) {
    return new NodeInfo(
        id(number),
        new NodeId(new UUID(number, 1)),
        new Endpoint("10.0.0." + number, 7000),
        new Endpoint("10.0.0." + number, 17000),
        1);
  }

  private static SlotSet slots(int first, int last) {
    return SlotSet.of(new SlotRange(first, last));
  }

  private void begin(int number, SlotSet slots) {
    apply(
        new ClusterCommand.BeginMigration(
            new MigrationId(number),
            JOB,
            MigrationKind.STREAMING,
            slots,
            A,
            B,
            shard(A).epoch(),
            shard(B).epoch()));
  }

  /** The job that moves is paused. */
  void pause() {
    apply(new ClusterCommand.PauseJob(JOB, true));
  }

  private void apply(ClusterCommand command) {
    if (!machine.apply(2, index++, command).isOk()) {
      throw new AssertionError(command);
    }
  }

  ShardInfo shard(NodeId node) {
    return requireNonNull(data().shardOf(node));
  }

  private ClusterStateData data() {
    return machine.data();
  }

  @Override
  public ClusterState state() {
    Liveness failed =
        new Liveness(new NodeFlags(false, false, true, false, false), 0, 12_000, false);
    return ClusterStateView.of(data(), A, id -> id.equals(D) ? failed : Liveness.UP, false);
  }

  @Override
  public MigrationFigures moves() {
    return MigrationFigures.NONE;
  }

  @Override
  public ClusterStateData configuration() {
    return data();
  }

  @Override
  public RaftView raftView() {
    return new RaftView(
        RaftRole.FOLLOWER, 2, Optional.of(B), Set.of(A, B, C), new LogPosition(2, 11));
  }

  @Override
  public long promotions() {
    return 3;
  }

  @Override
  public Map<String, Long> counters() {
    return Map.of("bus_frames_sent", 17L);
  }

  @Override
  public Collection<LinkFigures> links() {
    return List.of();
  }

  @Override
  public GroupView group() {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<ChangeResult> change(ClusterChange change) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String whySlot(int slot) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void breakLinks(NodeId node) {
    throw new UnsupportedOperationException();
  }
}
