package io.ember.cluster.core.node;

import io.ember.cluster.core.node.ClusterChange.FailoverKind;
import io.ember.cluster.core.replication.Shard;
import io.ember.cluster.core.replication.ShardMessage;
import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.PromotionKind;
import io.ember.cluster.model.NodeId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Failovers that an operator asks a replica for. A planned one is the primary's to do: it is asked
 * again until this node has applied its promotion, or the time is over. One at a time. Owner
 * thread: control.
 */
final class Failovers {
  /** What operators of Redis know of a manual failover that does not come about. */
  private static final long LIMIT_NS = 5_000_000_000L;

  private static final long ASK_AGAIN_NS = 300_000_000L;

  private final ControlSettings settings;
  private final OperatorAnswers answers;
  private final ShardControl control;
  private final Consumer<ControlOutput> out;
  private @Nullable Planned planned;

  private static final class Planned {
    final long question;
    final NodeId shard;
    final long giveUpNs;
    long askNs;

    Planned(long question, NodeId shard, long nowNs) {
      this.question = question;
      this.shard = shard;
      this.giveUpNs = nowNs + LIMIT_NS;
      this.askNs = nowNs;
    }
  }

  Failovers(
      ControlSettings settings,
      Proposals proposals,
      ShardControl control,
      Consumer<ControlOutput> out) {
    this.settings = settings;
    answers = new OperatorAnswers(proposals, out);
    this.control = control;
    this.out = out;
  }

  void asked(long question, FailoverKind kind, long nowNs) {
    Shard shard = control.shard();
    if (shard == null) {
      answers.refuse(
          question, "this node has no place in the cluster at the moment; ask again later");
    } else if (shard.primary().equals(settings.id())) {
      answers.refuse(question, "You should send CLUSTER FAILOVER to a replica");
    } else if (kind != FailoverKind.TAKEOVER && !isMember(shard)) {
      answers.refuse(
          question,
          "this replica is not in sync with its primary, so a failover would lose data; TAKEOVER"
              + " accepts that");
    } else if (kind != FailoverKind.PLANNED) {
      promote(question, shard, kind);
    } else if (planned != null) {
      answers.refuse(question, "a failover is in progress already");
    } else {
      planned = new Planned(question, shard.id(), nowNs);
      tick(nowNs);
    }
  }

  private boolean isMember(Shard shard) {
    return shard.hasMember(settings.id(), settings.self().run());
  }

  private void promote(long question, Shard shard, FailoverKind kind) {
    PromotionKind how =
        kind == FailoverKind.TAKEOVER ? PromotionKind.TAKEOVER : PromotionKind.UNPLANNED;
    answers.propose(
        question,
        new ClusterCommand.PromoteReplica(
            settings.id(), settings.self().run(), shard.epoch(), shard.version(), how));
  }

  /** The configuration has got further. */
  void applied() {
    Planned mine = planned;
    Shard shard = control.shard();
    if (mine == null) {
      return;
    }
    if (shard == null || !shard.id().equals(mine.shard)) {
      planned = null;
      answers.refuse(mine.question, "this node is in another shard now");
    } else if (shard.primary().equals(settings.id())) {
      planned = null;
      answers.ok(mine.question);
    }
  }

  /** Time has passed. */
  void tick(long nowNs) {
    Planned mine = planned;
    Shard shard = control.shard();
    if (mine == null || shard == null) {
      return;
    }
    if (nowNs >= mine.giveUpNs) {
      planned = null;
      answers.answer(
          mine.question,
          new ChangeResult.Undecided("the primary did not hand over in time; FORCE needs it not"));
    } else if (nowNs >= mine.askNs) {
      mine.askNs = nowNs + ASK_AGAIN_NS;
      out.accept(
          new ControlOutput.SayToShard(
              shard.primary(),
              new ShardMessage.HandOverWanted(shard.id(), shard.epoch(), settings.self().run())));
    }
  }
}
