package io.ember.cluster.core.node;

import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.SlotSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a node that is alone becomes a member of another cluster (section 2, "Joining"): it closes
 * its slots, makes sure that it holds no key, notes durably that it is joining, and asks to be
 * admitted with the slots that it brings. Having asked once without a clear answer it may be a
 * member already: it serves nothing and asks on until it knows, over restarts as well. Owner
 * thread: control.
 */
final class JoinCourse {
  /** Nobody waits for the end of it. */
  static final long NOBODY = -1;

  private static final long RETRY_NS = 1_000_000_000;

  /** How long a node that holds keys waits before it tries its seeds again. */
  private static final long SEED_PAUSE_NS = 10_000_000_000L;

  /** Where it has got to. */
  private enum Phase {
    /** It joins nobody. */
    IDLE,
    /** Its slots are closed; whether it holds keys is being looked at. */
    DRAINING,
    /** It has asked, or will ask. */
    ASKING
  }

  private final ControlSettings settings;
  private final NodeSelf self;
  private final Consumer<ControlOutput> out;
  private Phase phase = Phase.IDLE;
  private @Nullable Endpoint through;
  private long question = NOBODY;
  private long token;
  private boolean mayBeAdmitted;
  private boolean askedInDoubt;
  private boolean waits;
  private long askAgainNs;
  private int nextSeed;

  JoinCourse(ControlSettings settings, NodeSelf self, Consumer<ControlOutput> out, long nowNs) {
    this.settings = settings;
    this.self = self;
    this.out = out;
    askAgainNs = nowNs;
    if (settings.standing() == Standing.JOINING) {
      phase = Phase.ASKING;
      through = settings.joining().orElseThrow();
      mayBeAdmitted = true;
    }
  }

  /** {@return whether a join is under way} */
  boolean isUnderWay() {
    return phase != Phase.IDLE;
  }

  /** {@return why this node cannot begin to join; empty if it can} */
  String obstacle(ClusterStateData data) {
    if (isUnderWay()) {
      return "this node is joining a cluster already, through " + through;
    }
    if (self.standing() != Standing.ALONE || data.nodes().size() > 1) {
      return "this node belongs to a cluster of " + data.nodes().size() + " nodes";
    }
    return self.isRegistered() ? "" : "this node has just started";
  }

  /** Begins. There is no {@link #obstacle}. */
  void begin(Endpoint bus, long asker) {
    phase = Phase.DRAINING;
    through = bus;
    question = asker;
    mayBeAdmitted = false;
    token = self.nextToken();
    self.freeze(this, SlotSet.ALL);
    out.accept(new ControlOutput.Drain(token, SlotSet.ALL));
  }

  /** Another node invites this one. {@return the answer} */
  JoinMessage invited(Endpoint bus, ClusterStateData data, long nowNs) {
    String obstacle = obstacle(data);
    if (isUnderWay() && bus.equals(through)) {
      return new JoinMessage.Coming();
    }
    if (!obstacle.isEmpty()) {
      return new JoinMessage.Refused(obstacle);
    }
    askAgainNs = nowNs;
    begin(bus, NOBODY);
    return new JoinMessage.Coming();
  }

  void drained(long drainedToken, boolean empty, long nowNs) {
    if (phase != Phase.DRAINING || drainedToken != token) {
      return;
    }
    if (!empty) {
      giveUp("this node holds keys; only an empty node can join a cluster");
      askAgainNs = nowNs + SEED_PAUSE_NS;
      return;
    }
    phase = Phase.ASKING;
    self.stand(Standing.JOINING);
    out.accept(new ControlOutput.PersistJoining(target()));
    ask(nowNs);
  }

  private Endpoint target() {
    Endpoint bus = through;
    if (bus == null) {
      throw new IllegalStateException("joins nobody");
    }
    return bus;
  }

  private void ask(long nowNs) {
    waits = true;
    askAgainNs = nowNs + RETRY_NS;
    askedInDoubt = mayBeAdmitted;
    out.accept(
        new ControlOutput.AskToJoin(
            target(), new JoinMessage.Request(settings.self(), self.owned(), mayBeAdmitted)));
  }

  /** Begins to join through a seed, or asks again. */
  void retry(long nowNs, ClusterStateData data) {
    boolean seeks = phase == Phase.IDLE && !settings.seeds().isEmpty() && nowNs >= askAgainNs;
    if (seeks && obstacle(data).isEmpty()) {
      begin(settings.seeds().get(nextSeed++ % settings.seeds().size()), NOBODY);
    } else if (phase == Phase.ASKING && !waits && nowNs >= askAgainNs) {
      ask(nowNs);
    }
  }

  void answered(Endpoint from, JoinMessage message, long nowNs) {
    if (phase != Phase.ASKING || !from.equals(through)) {
      return;
    }
    waits = false;
    if (message instanceof JoinMessage.Accepted accepted) {
      out.accept(new ControlOutput.EnterCluster(accepted.clusterId(), accepted.nodes()));
      answer(new ChangeResult.Done("OK"));
      phase = Phase.IDLE;
    } else if (message instanceof JoinMessage.Refused refused) {
      if (mayBeAdmitted && !askedInDoubt) {
        ask(nowNs); // who refuses has to see to it that no earlier request is granted
      } else {
        giveUp(refused.reason());
      }
    }
  }

  void failed(ControlInput.JoinFailed failure, long nowNs) {
    if (phase != Phase.ASKING || !failure.to().equals(through)) {
      return;
    }
    waits = false;
    askAgainNs = nowNs + RETRY_NS;
    if (failure.mayHaveArrived()) {
      mayBeAdmitted = true;
    }
    if (mayBeAdmitted) {
      answer(new ChangeResult.Undecided("no answer from " + through + ": " + failure.reason()));
    } else {
      giveUp(through + " cannot be reached: " + failure.reason());
    }
  }

  private void giveUp(String reason) {
    if (self.standing() == Standing.JOINING) {
      self.stand(Standing.ALONE);
      out.accept(new ControlOutput.PersistAlone());
    }
    phase = Phase.IDLE;
    self.thaw(this);
    answer(new ChangeResult.Refused(reason));
  }

  private void answer(ChangeResult result) {
    if (question != NOBODY) {
      out.accept(new ControlOutput.Answer(question, result));
      question = NOBODY;
    }
  }
}
