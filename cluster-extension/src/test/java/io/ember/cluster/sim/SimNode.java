package io.ember.cluster.sim;

import io.ember.cluster.core.node.ControlCore;
import io.ember.cluster.core.node.ControlInput;
import io.ember.cluster.core.node.ControlOutput;
import io.ember.cluster.core.node.GroupView;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.SlotSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One simulated machine: a disk that stays, and what a crash takes. */
final class SimNode {
  final int index;
  final Endpoint client;
  final Endpoint bus;
  final double clockRate;

  /** Where it lives. */
  @Nullable ControlCluster clusterOf;

  SimDisk disk;
  SimGroup group;

  /** Up to which position of the group's log the node's own copy reaches after a crash. */
  int durablePosition;

  // ---- gone with a crash
  @Nullable ControlCore core;

  /** Counts cores, so that what was meant for an earlier one reaches nobody. */
  int life;

  boolean paused;

  /** Since when its clock stands still, in true time; -1: it goes. */
  long suspendedAtNs = -1;

  /** For how long its clock stood still before. */
  long suspendedNs;

  int position;
  GroupView view = GroupView.UNKNOWN;
  ControlOutput.@Nullable Publish published;
  final List<ControlInput> waiting = new ArrayList<>();
  final Map<Integer, Integer> keys = new TreeMap<>();
  final Map<Long, String> questions = new TreeMap<>();
  int openProposals;
  int openDrains;

  /** After how many further outputs the node crashes; -1: it does not. */
  int crashAfterOutputs = -1;

  SimNode(int index, double clockRate, SimDisk disk, SimGroup group) {
    this.index = index;
    this.clockRate = clockRate;
    this.disk = disk;
    this.group = group;
    client = new Endpoint("10.1.0." + index, 7000);
    bus = new Endpoint("10.1.0." + index, 17_000);
  }

  boolean isUp() {
    return core != null;
  }

  boolean runs() {
    return core != null && !paused;
  }

  /** {@return the slots on which the node would begin a call} A stopped process would, later. */
  SlotSet served() {
    ControlOutput.Publish now = published;
    if (core == null || now == null || !now.notServing().isEmpty()) {
      return SlotSet.EMPTY;
    }
    return now.picture().slots().setOf(disk.id()).minus(now.closed());
  }

  /** {@return whether a RESET is under way} */
  boolean isLeaving() {
    return questions.containsValue("Reset");
  }

  int keysIn(SlotSet slots) {
    int count = 0;
    for (Map.Entry<Integer, Integer> each : keys.entrySet()) {
      if (slots.contains(each.getKey())) {
        count += each.getValue();
      }
    }
    return count;
  }

  /** {@return what the node is doing, for the table of faults} */
  Phase phase() {
    ControlOutput.Publish now = published;
    if (openDrains > 0) {
      return Phase.DRAINING;
    }
    if (openProposals > 0) {
      return Phase.PROPOSING;
    }
    return switch (disk.standing()) {
      case ALONE -> Phase.ALONE;
      case JOINING -> Phase.JOINING;
      case MEMBER -> now != null && now.notServing().isEmpty() ? Phase.SERVING : Phase.STARTING;
    };
  }

  /** What a node can be doing when a fault meets it. */
  enum Phase {
    ALONE,
    DRAINING,
    JOINING,
    STARTING,
    PROPOSING,
    SERVING
  }
}
