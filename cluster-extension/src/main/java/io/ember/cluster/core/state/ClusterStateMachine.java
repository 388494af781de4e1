package io.ember.cluster.core.state;

/**
 * Applies the commands of the log, in their order. Pure; one writer, and what it publishes is
 * immutable.
 */
public final class ClusterStateMachine {
  private ClusterStateData data;

  /** Begins before the first entry. */
  public ClusterStateMachine() {
    this(ClusterStateData.EMPTY);
  }

  /** Goes on from a state. */
  public ClusterStateMachine(ClusterStateData data) {
    this.data = data;
  }

  /** {@return the present state} */
  public ClusterStateData data() {
    return data;
  }

  /**
   * Applies an entry.
   *
   * @throws IllegalStateException if it is not behind the last one: nothing may be applied twice,
   *     and no term follows a later one
   */
  public ClusterResponse apply(long term, long index, ClusterCommand command) {
    if (index <= data.index() || term < data.term()) {
      throw new IllegalStateException(
          "entry ("
              + term
              + ", "
              + index
              + ") does not follow ("
              + data.term()
              + ", "
              + data.index()
              + ")");
    }
    Draft draft = new Draft(data);
    ClusterResponse response = change(draft, command);
    // What was rejected has only advanced the position.
    Draft result = response.isOk() ? draft : new Draft(data);
    data = result.finish(term, index);
    return response;
  }

  /** Replaces the state by a later one. */
  public void restore(ClusterSnapshot snapshot) {
    data = snapshot.data();
  }

  private static ClusterResponse change(Draft draft, ClusterCommand command) {
    if (command instanceof ClusterCommand.Noop) {
      return ClusterResponse.ok();
    } else if (command instanceof ClusterCommand.AddNode add) {
      return NodeRules.addNode(draft, add);
    } else if (command instanceof ClusterCommand.RemoveNode remove) {
      return NodeRules.removeNode(draft, remove);
    } else if (command instanceof ClusterCommand.RefuseNode refuse) {
      return NodeRules.refuseNode(draft, refuse);
    } else if (command instanceof ClusterCommand.UpdateNodeAddress update) {
      return NodeRules.updateAddress(draft, update);
    } else if (command instanceof ClusterCommand.NodeRestarted restarted) {
      return NodeRules.restarted(draft, restarted);
    } else if (command instanceof ClusterCommand.BumpEpoch bump) {
      return NodeRules.bumpEpoch(draft, bump);
    } else if (command instanceof ClusterCommand.SetConfigEpoch set) {
      return NodeRules.setEpoch(draft, set);
    } else if (command instanceof ClusterCommand.AssignSlots assign) {
      return SlotRules.assign(draft, assign);
    } else if (command instanceof ClusterCommand.RemoveSlots remove) {
      return SlotRules.remove(draft, remove);
    } else if (command instanceof ClusterCommand.AcceptLoss accept) {
      return SlotRules.acceptLoss(draft, accept);
    } else if (command instanceof ClusterCommand.SetReplicaOf set) {
      return ShardRules.setReplicaOf(draft, set);
    } else if (command instanceof ClusterCommand.PromoteReplica promote) {
      return ShardRules.promote(draft, promote);
    } else if (command instanceof ClusterCommand.SetInSync set) {
      return ShardRules.setInSync(draft, set);
    } else if (command instanceof ClusterCommand.BeginJob begin) {
      return MigrationRules.beginJob(draft, begin);
    } else if (command instanceof ClusterCommand.PauseJob pause) {
      return MigrationRules.pauseJob(draft, pause);
    } else if (command instanceof ClusterCommand.EndJob end) {
      return MigrationRules.endJob(draft, end);
    } else if (command instanceof ClusterCommand.BeginMigration begin) {
      return MigrationRules.begin(draft, begin);
    } else if (command instanceof ClusterCommand.CompleteMigration complete) {
      return MigrationRules.complete(draft, complete);
    } else if (command instanceof ClusterCommand.AbortMigration abort) {
      return MigrationRules.abort(draft, abort);
    }
    throw new AssertionError(command);
  }
}
