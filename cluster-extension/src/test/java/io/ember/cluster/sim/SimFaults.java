package io.ember.cluster.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/** What breaks in a simulated cluster, for as long as the run says; each is noted in its table. */
final class SimFaults {
  private static final long MS = ControlCluster.MS;

  private final ControlCluster cluster;
  private final SplittableRandom random;

  /**
   * @param random of the run
   */
  SimFaults(ControlCluster cluster, SplittableRandom random) {
    this.cluster = cluster;
    this.random = random;
  }

  /** A node that is up dies and comes back. */
  void crash(SimNode node) {
    cluster.table.met(SimFault.CRASH, node.phase());
    cluster.crash(node);
    cluster.restartLater(node);
  }

  /**
   * A node stands still, if it runs; of some lengths its whole machine does, with its clock.
   *
   * @param ms for how long; asked only then
   */
  void pause(SimNode node, LongSupplier ms) {
    if (!node.runs()) {
      return;
    }
    long lengthMs = ms.getAsLong();
    boolean isSuspended = lengthMs % 4 == 0;
    cluster.table.met(isSuspended ? SimFault.SUSPENSION : SimFault.PAUSE, node.phase());
    node.paused = true;
    node.suspendedAtNs = isSuspended ? cluster.schedule.nowNs() : -1;
    int life = node.life;
    cluster.schedule.after(
        lengthMs * MS,
        "resume",
        () -> {
          if (node.life == life) {
            cluster.resume(node);
          }
        });
  }

  /**
   * A node does not reach most of the others.
   *
   * @param both whether they do not reach it either
   */
  void partition(SimNode node, boolean both, long leastMs, long mostMs) {
    cluster.table.met(both ? SimFault.PARTITION : SimFault.ONE_WAY, node.phase());
    List<SimNode> others = new ArrayList<>(cluster.nodes);
    others.removeIf(other -> other == node || random.nextInt(3) == 0);
    for (SimNode other : others) {
      cluster.network.cut(node.index, other.index);
      if (both) {
        cluster.network.cut(other.index, node.index);
      }
    }
    cluster.schedule.after(
        random.nextLong(leastMs, mostMs) * MS,
        "heal",
        () ->
            others.forEach(
                other -> {
                  cluster.network.heal(node.index, other.index);
                  cluster.network.heal(other.index, node.index);
                }));
  }

  /** The network loses, doubles and delays. */
  void roughNetwork(SimNode.Phase phase, long mostMs) {
    cluster.table.met(SimFault.ROUGH_NETWORK, phase);
    cluster.network.setWeather(SimNetwork.Weather.ROUGH);
    cluster.schedule.after(
        random.nextLong(500, mostMs) * MS,
        "calm",
        () -> cluster.network.setWeather(SimNetwork.Weather.CALM));
  }

  /** Nothing breaks any more, and what was broken is mended. */
  void end() {
    cluster.limbo = 0;
    cluster.network.setWeather(SimNetwork.Weather.CALM);
    cluster.network.healAll();
    for (SimNode node : cluster.nodes) {
      node.crashAfterOutputs = -1;
      cluster.resume(node);
      if (!node.isUp()) {
        cluster.start(node);
      }
    }
  }
}
