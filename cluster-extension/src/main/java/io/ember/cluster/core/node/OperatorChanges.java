package io.ember.cluster.core.node;

import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.JobState;
import io.ember.cluster.core.state.ShardInfo;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What operators ask for by the CLUSTER commands: each becomes a proposal, or a short course of
 * them, and is answered when this node has applied the outcome. Owner thread: control.
 */
final class OperatorChanges {
  private final ControlSettings settings;
  private final NodeSelf self;
  private final OperatorAnswers answers;
  private final JoinCourse join;
  private final SlotRelease release;
  private final ResetCourse reset;
  private final SlotGifts gifts;
  private final Consumer<ControlOutput> out;
  private final Map<Endpoint, Long> invitations = new HashMap<>();

  OperatorChanges(
      ControlSettings settings,
      NodeSelf self,
      Proposals proposals,
      JoinCourse join,
      Consumer<ControlOutput> out) {
    this.settings = settings;
    this.self = self;
    answers = new OperatorAnswers(proposals, out);
    this.join = join;
    this.out = out;
    release = new SlotRelease(self, proposals, out);
    gifts = new SlotGifts(proposals, answers);
    reset = new ResetCourse(self, proposals, release, out);
  }

  void asked(long question, ClusterChange change, ClusterStateData data, long nowNs) {
    if (change instanceof ClusterChange.Meet meet) {
      meet(question, meet.bus(), data);
    } else if (change instanceof ClusterChange.Reset wanted) {
      reset.begin(question, wanted.hard(), join.isUnderWay(), data);
    } else if (join.isUnderWay() || reset.isUnderWay()) {
      answers.refuse(question, "this node is joining or leaving a cluster; ask again later");
    } else if (!self.isRegistered()) {
      answers.refuse(question, self.whyNotServing());
    } else if (change instanceof ClusterChange.AddSlots add) {
      answers.propose(
          question,
          new ClusterCommand.AssignSlots(self.id(), add.slots(), ClusterCommand.Release.NONE));
    } else if (change instanceof ClusterChange.RemoveSlots remove) {
      release.begin(remove.slots(), result -> answers.answer(question, result));
    } else if (change instanceof ClusterChange.Forget forget) {
      forget(question, forget.node(), data);
    } else if (change instanceof ClusterChange.Replicate replicate) {
      answers.propose(question, new ClusterCommand.SetReplicaOf(self.id(), replicate.primary()));
    } else if (change instanceof ClusterChange.SetConfigEpoch set) {
      answers.propose(question, new ClusterCommand.SetConfigEpoch(self.id(), set.epoch()));
    } else if (change instanceof ClusterChange.AcceptLoss accept) {
      acceptLoss(question, accept.slots(), data);
    } else if (change instanceof ClusterChange.MoveSlots move) {
      answers.propose(
          question,
          new ClusterCommand.BeginJob(
              move.job(), move.slots(), move.source(), move.target(), move.atMs()));
    } else if (change instanceof ClusterChange.OpenSlot open) {
      gifts.open(question, open, data);
    } else if (change instanceof ClusterChange.CloseSlot close) {
      gifts.close(question, close.slot(), data);
    } else if (change instanceof ClusterChange.GiveSlot give) {
      gifts.give(question, give, data, nowNs);
    } else if (change instanceof ClusterChange.CancelMove cancel) {
      answers.propose(
          question,
          new ClusterCommand.EndJob(
              cancel.job(), JobState.CANCELLED, "an operator cancelled it", cancel.atMs()));
    } else if (change instanceof ClusterChange.PauseMove pause) {
      answers.propose(question, new ClusterCommand.PauseJob(pause.job(), pause.isPaused()));
    } else if (change instanceof ClusterChange.BumpEpoch) {
      bumpEpoch(question, data);
    } else {
      throw new AssertionError(change);
    }
  }

  /** {@return whether this node is about to be of no cluster} */
  boolean isLeaving() {
    return reset.isUnderWay();
  }

  private void acceptLoss(long question, SlotSet slots, ClusterStateData data) {
    NodeId owner = slots.isEmpty() ? null : data.slots().owner(slots.first());
    ShardInfo loser = owner == null ? null : data.shardOf(owner);
    if (loser == null) {
      answers.refuse(question, "slot " + slots.first() + " has no owner that could have lost it");
    } else {
      answers.propose(question, new ClusterCommand.AcceptLoss(slots, self.id(), loser.epoch()));
    }
  }

  private void bumpEpoch(long question, ClusterStateData data) {
    long before = self.epoch();
    boolean highest =
        before > 0 && data.shards().values().stream().noneMatch(other -> other.epoch() > before);
    if (highest) {
      answers.answer(question, new ChangeResult.Done("STILL " + before));
      return;
    }
    answers.propose(
        question, new ClusterCommand.BumpEpoch(self.id(), before), () -> "BUMPED " + self.epoch());
  }

  private void forget(long question, NodeId node, ClusterStateData data) {
    if (data.node(node) == null) {
      if (data.wasRemoved(node)) {
        answers.ok(question);
      } else {
        answers.refuse(question, "Unknown node " + node);
      }
      return;
    }
    answers.propose(question, new ClusterCommand.RemoveNode(node));
  }

  // ---- MEET

  private void meet(long question, Endpoint bus, ClusterStateData data) {
    if (bus.equals(settings.self().bus())) {
      answers.ok(question); // a node has always met itself
      return;
    }
    if (data.nodes().values().stream().anyMatch(node -> node.bus().equals(bus))) {
      answers.ok(question);
      return;
    }
    if (reset.isUnderWay()) {
      answers.refuse(question, "this node is leaving its cluster");
    } else if (join.obstacle(data).isEmpty()) {
      join.begin(bus, question);
    } else if (join.isUnderWay() || !self.isRegistered()) {
      answers.refuse(question, join.obstacle(data));
    } else if (invitations.putIfAbsent(bus, question) != null) {
      answers.refuse(question, bus + " is being invited already");
    } else {
      out.accept(
          new ControlOutput.AskToJoin(bus, new JoinMessage.Invitation(settings.self().bus())));
    }
  }

  void invitationAnswered(Endpoint from, JoinMessage message) {
    Long question = invitations.remove(from);
    if (question == null) {
      return;
    }
    if (message instanceof JoinMessage.Coming) {
      answers.ok(question);
    } else if (message instanceof JoinMessage.Refused refused) {
      answers.refuse(
          question,
          "neither node is alone: here "
              + join.obstacle(self.data())
              + ", there "
              + refused.reason());
    } else {
      answers.refuse(question, from + " gave an answer that is none");
    }
  }

  void invitationFailed(ControlInput.JoinFailed failure) {
    Long question = invitations.remove(failure.to());
    if (question != null) {
      answers.refuse(question, failure.to() + " cannot be reached: " + failure.reason());
    }
  }

  // ---- courses of several steps

  void drained(long token, boolean empty, ClusterStateData data) {
    release.drained(token, empty);
    reset.drained(token, empty, data);
  }

  /** The configuration has got further. */
  void applied(ClusterStateData data, long nowNs) {
    gifts.applied(data, nowNs);
  }

  void retry(ClusterStateData data, GroupView group, long nowNs) {
    gifts.look(data, nowNs);
    release.retry();
    reset.retry(data, group);
  }
}
