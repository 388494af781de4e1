package io.ember.cluster.lane;

import io.ember.cluster.core.replication.LaneCore;
import io.ember.cluster.core.replication.Permit;
import io.ember.cluster.core.replication.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replies of one lane that wait for commits or a lease. Owner thread: the lane. */
final class Departures {
  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

  private final PermitRef permits;
  private List<Departure> waiting = new ArrayList<>();
  private List<Departure> passing = new ArrayList<>();

  Departures(PermitRef permits) {
    this.permits = permits;
  }

  /** {@return how many wait} */
  int count() {
    return waiting.size();
  }

  /** Lets something leave, now or later. All it depends on has been executed. */
  void depart(LaneCore core, Departure departure) {
    // The lease is checked with a clock that was read after the execution, not before.
    departure.point().executedAt(System.nanoTime(), System.currentTimeMillis());
    if (!passes(core, departure, permits.get())) {
      waiting.add(departure);
    }
  }

  /** Looks at all that wait, each on its own. */
  void look(LaneCore core) {
    if (waiting.isEmpty()) {
      return;
    }
    Permit permit = permits.get();
    long wallMs = System.currentTimeMillis();
    List<Departure> before = waiting;
    waiting = passing;
    for (int i = 0; i < before.size(); i++) {
      Departure departure = before.get(i);
      departure.point().wallClock(wallMs);
      if (!passes(core, departure, permit)) {
        waiting.add(departure);
      }
    }
    before.clear();
    passing = before;
  }

  private static boolean passes(LaneCore core, Departure departure, Permit permit) {
    Verdict verdict =
        departure.point().isFree() ? Verdict.RELEASE : core.verdict(departure.point(), permit);
    if (verdict == Verdict.HOLD) {
      return false;
    }
    end(departure, verdict == Verdict.VOID);
    return true;
  }

  /** A loop that has ended takes nothing any more: that is no matter of what leaves after it. */
  private static void end(Departure departure, boolean isVoid) {
    try {
      if (isVoid) {
        departure.voided();
      } else {
        departure.leave();
      }
    } catch (RuntimeException | Error failure) {
      LOG.warn("a reply could not be handed over", failure);
    }
  }

  /** The lane ends: nobody will know. */
  void voidAll() {
    waiting.forEach(departure -> end(departure, true));
    waiting.clear();
  }
}
