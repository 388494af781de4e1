package io.ember.examples.demo;

import io.ember.examples.cli.OptionSet;
import io.ember.examples.cli.Options;
import io.ember.examples.process.FreePorts;

/**
 * What the demonstration is asked to do.
 *
 * @param primaries how many nodes own slots
 * @param replicas how many copies each of them has
 * @param keys how many keys are loaded
 * @param valueBytes how long each value is when it is set
 * @param seconds how long the mixed load runs before slots move, and half as long after that and
 *     after the kill
 * @param connections how many threads work on the cluster at once, with a connection to each node
 * @param port of the first node, the others follow; 0 for any that are free
 * @param fault what is done wrong on purpose, which the demonstration has to find
 */
record DemoOptions(
    int primaries,
    int replicas,
    int keys,
    int valueBytes,
    int seconds,
    int connections,
    int port,
    Fault fault) {

  private static final int MAX_NODES = 9;
  private static final int MAX_REPLICAS = 3;
  private static final int MAX_KEYS = 100_000_000;
  private static final int MAX_VALUE_BYTES = 1 << 20;
  private static final int MAX_CONNECTIONS = 64;

  static OptionSet optionSet() {
    return OptionSet.builder()
        .option("nodes", "N", "3", "primaries of the cluster, each a process")
        .option("replicas", "R", "1", "replicas of each primary, each a process")
        .option("keys", "N", "200000", "keys to load")
        .option("value-bytes", "B", "256", "length of each value")
        .option(
            "seconds",
            "S",
            "12",
            "how long the load runs before slots move; half as long after that, and after the kill")
        .option("connections", "C", "4", "threads, each with keys and connections of its own")
        .option(
            "port",
            "P",
            "0",
            "client port of the first node, the others follow; 0 for any that are free")
        .hidden("inject-fault", "none|lost-write|client-error", "none")
        .build();
  }

  static DemoOptions of(Options options) {
    int connections = (int) options.number("connections", 1, MAX_CONNECTIONS);
    return new DemoOptions(
        (int) options.number("nodes", 1, MAX_NODES),
        (int) options.number("replicas", 0, MAX_REPLICAS),
        (int) options.number("keys", connections, MAX_KEYS),
        (int) options.number("value-bytes", 1, MAX_VALUE_BYTES),
        (int) options.number("seconds", 0, 3_600),
        connections,
        (int) options.number("port", 0, FreePorts.MAX_CLIENT_PORT - MAX_NODES * (MAX_REPLICAS + 1)),
        Fault.of(options.text("inject-fault")));
  }

  /** {@return how many processes the cluster has} */
  int nodes() {
    return primaries * (1 + replicas);
  }

  /** {@return whether a primary can be killed: a replica has its data, and most voters are left} */
  boolean kills() {
    return replicas > 0 && nodes() > 2;
  }
}
