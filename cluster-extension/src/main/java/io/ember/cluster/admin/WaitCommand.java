package io.ember.cluster.admin;

import io.ember.cluster.lane.CommitWait;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.NodeRole;
import io.ember.engine.EngineCall;
import io.ember.engine.Keyspace;
import java.util.ArrayList;
import java.util.List;

/**
 * WAIT: passes every lane and is answered when all that was executed before it is committed, so on
 * every replica of the in-sync set, with their number. It does not wait for more replicas than
 * there are, nor for the timeout: a replica that does not keep up leaves the set within {@code
 * ember.replication.max-lag-ms}.
 */
final class WaitCommand implements CommitWait {
  private final NodeServicesRef services;

  WaitCommand(NodeServicesRef services) {
    this.services = services;
  }

  /** Nothing is asked of the lane but its turn. */
  private static final class Turn implements Part {
    @Override
    public boolean run(Keyspace keyspace) {
      return true;
    }
  }

  @Override
  public List<? extends Part> split(EngineCall call, int lanes) {
    if (Arguments.integerOrError(call, 1).isEmpty()
        || ClientPauseCommands.timeout(call, 2).isEmpty()) {
      return List.of();
    }
    if (state().local().role() == NodeRole.REPLICA) {
      call.reply()
          .error(
              "WAIT cannot be used with replica instances. Please also note that since Redis 4.0"
                  + " if a replica is configured to be writable (which is not the default) writes"
                  + " to replicas are just local and are not propagated.");
      return List.of();
    }
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < lanes; i++) {
      turns.add(new Turn());
    }
    return turns;
  }

  @Override
  public void merge(EngineCall call, List<? extends Part> parts) {
    ClusterState state = state();
    call.reply()
        .integer(
            state.replicasOf(state.localId()).stream()
                .filter(replica -> !replica.flags().syncing())
                .count());
  }

  private ClusterState state() {
    return services.get().cluster().get();
  }
}
