package io.ember.cluster.sim;

import io.ember.cluster.core.node.ClusterChange;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotRange;
import io.ember.cluster.model.SlotSet;
import io.ember.engine.Slots;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One run from one seed: operators and clients at work while things break, then quiet, then all
 * must be well.
 */
final class ControlRun {
  private static final long MS = ControlCluster.MS;
  private static final int OPERATIONS = 500;
  private static final long OPERATION_EVERY_MS = 90;
  private static final long QUIET_MS = 60_000;

  private final long seed;
  private final ControlCluster cluster;
  private final SplittableRandom random;
  private final SimFaults faults;
  private int operations;

  ControlRun(long seed) {
    this.seed = seed;
    cluster = new ControlCluster(seed, 3 + (int) Math.floorMod(seed, 5L));
    random = new SplittableRandom(~seed);
    faults = new SimFaults(cluster, random);
  }

  FaultTable table() {
    return cluster.table;
  }

  /** {@return the hash of all that happened} */
  long run() {
    try {
      cluster.limbo = 0.04;
      while (operations < OPERATIONS) {
        cluster.schedule.runFor(random.nextLong(OPERATION_EVERY_MS * 2) * MS);
        operate();
        if (random.nextInt(100) < 6) {
          breakSomething();
        }
      }
      faults.end();
      cluster.schedule.runFor(QUIET_MS * MS);
      cluster.nodes.forEach(this::settled);
      cluster.invariants.belonging(cluster.groups.values());
    } catch (AssertionError | RuntimeException e) {
      throw cluster.schedule.failure(seed, e);
    }
    return cluster.schedule.traceHash();
  }

  /** A node that tries again and again to join may have its slots closed for a moment. */
  private void settled(SimNode node) {
    try {
      cluster.invariants.settled(node);
    } catch (AssertionError once) {
      cluster.schedule.runFor(700 * MS);
      cluster.invariants.settled(node);
    }
  }

  private SimNode any() {
    return cluster.nodes.get(random.nextInt(cluster.nodes.size()));
  }

  // ---- work

  private void operate() {
    SimNode node = any();
    if (!node.runs()) {
      return;
    }
    int dice = random.nextInt(100);
    operations++;
    if (dice < 45) {
      cluster.call(node, random.nextInt(Slots.SLOT_COUNT), dice < 12);
      return;
    }
    ClusterChange change = change(node, dice);
    if (!isOutsideTheRules(node, change)) {
      cluster.ask(node, change);
    }
  }

  /**
   * Whether a change would take the node away through which another one joins, or sends one to a
   * node that is of no cluster: who joins has only that node to ask whether it was admitted.
   */
  private boolean isOutsideTheRules(SimNode node, ClusterChange change) {
    if (change instanceof ClusterChange.Meet meet) {
      return cluster.nodes.stream()
          .anyMatch(
              other ->
                  (other == node || other.bus.equals(meet.bus()))
                      && (other.isLeaving() || wasRemoved(other)));
    } else if (change instanceof ClusterChange.Forget forget) {
      return cluster.nodes.stream()
          .anyMatch(other -> other.disk.id().equals(forget.node()) && isWayIn(other));
    }
    return change instanceof ClusterChange.Reset && isWayIn(node);
  }

  private static boolean wasRemoved(SimNode node) {
    return node.group.committed().wasRemoved(node.disk.id());
  }

  private boolean isWayIn(SimNode node) {
    // The first node is the seed of others.
    return node.index == 0
        || cluster.nodes.stream()
            .anyMatch(
                other ->
                    other.questions.containsValue("Meet")
                        || other.disk.joining().filter(node.bus::equals).isPresent());
  }

  private ClusterChange change(SimNode node, int dice) {
    if (dice < 62) {
      return new ClusterChange.Meet(any().bus);
    } else if (dice < 70) {
      return new ClusterChange.AddSlots(someSlots());
    } else if (dice < 80) {
      List<SlotRange> owned = node.group.committed().slots().slotsOf(node.disk.id());
      return new ClusterChange.RemoveSlots(
          owned.isEmpty() ? someSlots() : part(owned.get(random.nextInt(owned.size()))));
    } else if (dice < 85) {
      return new ClusterChange.Forget(someNode(node));
    } else if (dice < 90) {
      return new ClusterChange.Replicate(someNode(node));
    } else if (dice < 94) {
      return new ClusterChange.Reset(random.nextBoolean());
    } else if (dice < 97) {
      return new ClusterChange.BumpEpoch();
    }
    return new ClusterChange.SetConfigEpoch(1 + random.nextInt(9));
  }

  private SlotSet someSlots() {
    int first = random.nextInt(8) * 2048;
    return SlotSet.of(new SlotRange(first, first + random.nextInt(2048)));
  }

  private SlotSet part(SlotRange range) {
    int first = range.first() + random.nextInt(range.slotCount());
    return SlotSet.of(
        random.nextInt(3) == 0
            ? range
            : new SlotRange(first, Math.min(range.last(), first + random.nextInt(2048))));
  }

  private NodeId someNode(SimNode node) {
    List<NodeId> known = new ArrayList<>(node.group.committed().nodes().keySet());
    return known.isEmpty() ? node.disk.id() : known.get(random.nextInt(known.size()));
  }

  // ---- faults

  private void breakSomething() {
    SimNode node = any();
    switch (random.nextInt(7)) {
      case 0 -> {
        if (node.isUp()) {
          faults.crash(node);
        }
      }
      case 1, 2 -> {
        if (node.isUp()) {
          node.crashAfterOutputs = random.nextInt(6);
        }
      }
      case 3 -> faults.pause(node, () -> random.nextLong(200, 9_000));
      case 4 -> faults.partition(node, true, 500, 10_000);
      case 5 -> faults.partition(node, false, 500, 10_000);
      default -> faults.roughNetwork(node.phase(), 5_000);
    }
  }
}
