package io.ember.cluster.core.node;

import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.ClusterResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The proposals of one node that are under way. Who proposed is told of an entry only when this
 * node has applied it itself, so that he finds its effect in the state. Owner thread: control.
 */
final class Proposals {
  /** What its proposer learns of a proposal: exactly one of the two, once. */
  interface Proposer {
    /** It was applied, here as well. */
    void applied(ClusterResponse response);

    /**
     * It will never be applied, or nobody knows.
     *
     * @param undecided whether it may be applied nevertheless
     */
    void failed(boolean undecided, String reason);
  }

  /** For a proposer who looks at the state in any case. */
  @FunctionalInterface
  interface Settled {
    /**
     * It was applied, here as well, or it will never be, or nobody knows.
     *
     * @param undecided the last of these
     */
    void settled(boolean undecided);
  }

  private record Late(long index, ClusterResponse response, Proposer proposer) {}

  private final Consumer<ControlOutput.Propose> out;
  private final Map<Long, Proposer> open = new HashMap<>();
  private final List<Late> late = new ArrayList<>();
  private long last;

  Proposals(Consumer<ControlOutput.Propose> out) {
    this.out = out;
  }

  void propose(ClusterCommand command, Proposer proposer) {
    long number = ++last;
    open.put(number, proposer);
    out.accept(new ControlOutput.Propose(number, command));
  }

  void propose(ClusterCommand command, Settled settled) {
    propose(
        command,
        new Proposer() {
          @Override
          public void applied(ClusterResponse response) {
            settled.settled(false);
          }

          @Override
          public void failed(boolean undecided, String reason) {
            settled.settled(undecided);
          }
        });
  }

  /** A proposal was decided while this node has applied up to {@code appliedIndex}. */
  void decided(long number, Decision decision, long appliedIndex) {
    Proposer proposer = open.remove(number);
    if (proposer == null) {
      return;
    }
    if (decision instanceof Decision.Applied applied) {
      if (applied.index() <= appliedIndex) {
        proposer.applied(applied.response());
      } else {
        late.add(new Late(applied.index(), applied.response(), proposer));
      }
    } else if (decision instanceof Decision.Undecided undecided) {
      proposer.failed(true, undecided.reason());
    } else if (decision instanceof Decision.NotAccepted refused) {
      proposer.failed(false, refused.reason());
    } else {
      throw new AssertionError(decision);
    }
  }

  /** This node has applied up to there. */
  void applied(long appliedIndex) {
    List<Late> ready = new ArrayList<>();
    for (Iterator<Late> each = late.iterator(); each.hasNext(); ) {
      Late waiting = each.next();
      if (waiting.index() <= appliedIndex) {
        each.remove();
        ready.add(waiting);
      }
    }
    ready.forEach(waiting -> waiting.proposer().applied(waiting.response()));
  }
}
