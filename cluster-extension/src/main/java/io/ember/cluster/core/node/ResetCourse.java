package io.ember.cluster.core.node;

import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.ClusterResponse;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.model.SlotSet;
import java.util.function.Consumer;

/**
 * CLUSTER RESET: an empty node gives up its slots, has itself removed, waits until the group does
 * not count on its vote any more, and is alone. Whatever fails on the way is answered and ends it;
 * what was done stays done, and asking again goes on from there. Owner thread: control.
 */
final class ResetCourse {
  private static final int PATIENCE_SECONDS = 15;

  /** Where it has got to. */
  private enum Phase {
    IDLE,
    /** Whether the node holds keys is being looked at. */
    DRAINING,
    /** A proposal is under way. */
    PROPOSING,
    /** The node is removed; its vote still counts. */
    LEAVING
  }

  private final NodeSelf self;
  private final Proposals proposals;
  private final SlotRelease release;
  private final Consumer<ControlOutput> out;
  private Phase phase = Phase.IDLE;
  private long question;
  private boolean hard;
  private long token;
  private int patience;

  ResetCourse(
      NodeSelf self, Proposals proposals, SlotRelease release, Consumer<ControlOutput> out) {
    this.self = self;
    this.proposals = proposals;
    this.release = release;
    this.out = out;
  }

  boolean isUnderWay() {
    return phase != Phase.IDLE;
  }

  void begin(long asker, boolean newId, boolean joining, ClusterStateData data) {
    if (joining || isUnderWay()) {
      out.accept(
          new ControlOutput.Answer(
              asker,
              new ChangeResult.Refused("this node is joining or leaving a cluster already")));
      return;
    }
    boolean known = self.isRegistered() || self.isRemoved();
    if (self.standing() == Standing.MEMBER && !known) {
      // What it does not know of itself it cannot give up: it may own slots in that cluster.
      out.accept(new ControlOutput.Answer(asker, new ChangeResult.Refused(self.whyNotServing())));
      return;
    }
    question = asker;
    hard = newId;
    phase = Phase.DRAINING;
    token = self.nextToken();
    self.freeze(this, SlotSet.ALL);
    out.accept(new ControlOutput.Drain(token, SlotSet.ALL));
  }

  void drained(long drainedToken, boolean empty, ClusterStateData data) {
    if (phase != Phase.DRAINING || drainedToken != token) {
      return;
    }
    if (!empty) {
      end(
          new ChangeResult.Refused(
              "CLUSTER RESET can't be called with master nodes containing keys"));
    } else {
      giveUpSlots(data);
    }
  }

  private void giveUpSlots(ClusterStateData data) {
    SlotSet owned = self.owned();
    if (owned.isEmpty()) {
      leave(data);
      return;
    }
    phase = Phase.PROPOSING;
    release.release(
        owned,
        result -> {
          if (result instanceof ChangeResult.Done) {
            leave(self.data());
          } else {
            end(result);
          }
        });
  }

  private void leave(ClusterStateData data) {
    boolean configured = data.nodes().containsKey(self.id());
    if (configured && data.nodes().size() > 1) {
      propose(new ClusterCommand.RemoveNode(self.id()), this::awaitVoters);
    } else if (!configured && !data.nodes().isEmpty()) {
      awaitVoters(); // removed before
    } else {
      goAlone();
    }
  }

  private void awaitVoters() {
    phase = Phase.LEAVING;
    patience = PATIENCE_SECONDS;
  }

  /** Once a second. */
  void retry(ClusterStateData data, GroupView group) {
    if (phase != Phase.LEAVING) {
      return;
    }
    boolean counted = group.voters().contains(self.id());
    boolean only = counted && group.voters().size() == 1;
    // Without its only voter the group it leaves could decide nothing any more.
    if (!counted || (!only && --patience <= 0)) {
      goAlone();
    }
  }

  private void goAlone() {
    out.accept(new ControlOutput.LeaveCluster(hard));
    // The answer follows what has been forced to disk; the new core has no slots to thaw.
    out.accept(new ControlOutput.Answer(question, new ChangeResult.Done("OK")));
    phase = Phase.IDLE;
  }

  private void propose(ClusterCommand command, Runnable next) {
    phase = Phase.PROPOSING;
    proposals.propose(
        command,
        new Proposals.Proposer() {
          @Override
          public void applied(ClusterResponse response) {
            if (response instanceof ClusterResponse.Rejected rejected) {
              end(new ChangeResult.Refused(rejected.reason()));
            } else {
              next.run();
            }
          }

          @Override
          public void failed(boolean undecided, String reason) {
            end(undecided ? new ChangeResult.Undecided(reason) : new ChangeResult.Refused(reason));
          }
        });
  }

  private void end(ChangeResult result) {
    phase = Phase.IDLE;
    self.thaw(this);
    out.accept(new ControlOutput.Answer(question, result));
  }
}
