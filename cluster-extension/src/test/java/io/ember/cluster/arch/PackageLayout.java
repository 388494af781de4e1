package io.ember.cluster.arch;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the packages of the project are, and which of them may see which.
 *
 * <p>The rules are written against a layout, so that the very rules that hold for the project can
 * be shown a small copy of it in which each of them is broken. Immutable.
 *
 * @param base what all packages have in common
 * @param engine the contracts, with all packages below it
 * @param offheap the off-heap store, with all packages below it
 * @param cluster the cluster layer's own package
 */
record PackageLayout(String base, String engine, String offheap, String cluster) {
  static final PackageLayout PROJECT =
      new PackageLayout("io.ember", "io.ember.engine", "io.ember.offheap", "io.ember.cluster");

  private static final String PLANTED = "io.ember.cluster.arch.planted.";

  /**
   * The packages of the cluster layer in steps: each sees the steps before its own and nothing
   * else.
   */
  private static final List<List<String>> STEPS =
      List.of(
          List.of("model"),
          List.of("config"),
          List.of("core"),
          List.of("core.gossip", "core.election", "core.state", "core.effect", "routing"),
          List.of("core.migration"),
          List.of("core.replication"),
          List.of("core.node"),
          List.of("session"),
          List.of("wire"),
          List.of("intercept", "bus.codec"),
          List.of("bus", "persist"),
          List.of("raft", "lane"),
          List.of("control", "forward"),
          List.of("pubsub"),
          List.of("admin"),
          List.of("server", "metrics"),
          List.of(""));

  /** {@return the layout of the fixtures that break a rule, below the package of that name} */
  static PackageLayout planted(String name) {
    String base = PLANTED + name;
    return new PackageLayout(base, base + ".engine", base + ".offheap", base + ".cluster");
  }

  /** {@return the full name of a package of the cluster layer; empty means the layer's own} */
  String inCluster(String relative) {
    return relative.isEmpty() ? cluster : cluster + "." + relative;
  }

  /** {@return the full names of all packages of the cluster layer} */
  List<String> clusterPackages() {
    return STEPS.stream().flatMap(List::stream).map(this::inCluster).toList();
  }

  /** {@return whether classes of the first package may see classes of the second} */
  boolean maySee(String from, String to) {
    if (from.equals(to) || !isOurs(to)) {
      return true;
    }
    if (isIn(from, engine) || isIn(from, offheap)) {
      return isIn(to, engine) || (isIn(from, offheap) && isIn(to, offheap));
    }
    return isIn(to, engine) || leftOf(from).contains(to);
  }

  boolean isOurs(String name) {
    return isIn(name, base);
  }

  boolean isInCore(String name) {
    return isIn(name, inCluster("core"));
  }

  /** {@return a name for the part that a package counts as when cycles are sought} */
  String partOf(String name) {
    // The contracts and the command table name each other by design; they are one part.
    if (isIn(name, engine)) {
      return engine;
    }
    return isIn(name, offheap) ? offheap : name;
  }

  static boolean isIn(String name, String root) {
    return name.equals(root) || name.startsWith(root + ".");
  }

  private List<String> leftOf(String from) {
    List<String> left = new ArrayList<>();
    for (List<String> step : STEPS) {
      List<String> full = step.stream().map(this::inCluster).toList();
      if (full.contains(from)) {
        return left;
      }
      left.addAll(full);
    }
    return List.of();
  }
}
