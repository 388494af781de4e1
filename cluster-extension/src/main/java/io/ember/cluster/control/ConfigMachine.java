package io.ember.cluster.control;

import io.ember.cluster.core.state.ClusterCommandCodec;
import io.ember.cluster.core.state.ClusterSnapshot;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.ClusterStateMachine;
import io.ember.cluster.raft.ConfigStateMachine;
import java.util.function.Consumer;

/**
 * What the entries of the log mean: commands on the cluster's configuration. Owner thread: the
 * log's; what it hands on is immutable.
 */
final class ConfigMachine implements ConfigStateMachine {
  private final ClusterStateMachine machine = new ClusterStateMachine();
  private final Consumer<ClusterStateData> applied;

  /**
   * @param applied is shown each new state
   */
  ConfigMachine(Consumer<ClusterStateData> applied) {
    this.applied = applied;
  }

  @Override
  public byte[] apply(long term, long index, byte[] command) {
    byte[] answer =
        ClusterCommandCodec.encodeResponse(
            machine.apply(term, index, ClusterCommandCodec.decode(command)));
    applied.accept(machine.data());
    return answer;
  }

  @Override
  public byte[] snapshot() {
    return new ClusterSnapshot(machine.data()).encode();
  }

  @Override
  public void restore(byte[] snapshot, long term, long index) {
    machine.restore(ClusterSnapshot.decode(snapshot));
    applied.accept(machine.data());
  }
}
