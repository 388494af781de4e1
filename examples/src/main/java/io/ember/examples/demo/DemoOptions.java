package io.ember.examples.demo;

import io.ember.examples.cli.OptionSet;
import io.ember.examples.cli.Options;
import io.ember.examples.process.FreePorts;

/**
 * What the demonstration is asked to do.
 *
 * @param nodes how many nodes the cluster has
 * @param keys how many keys are loaded
 * @param valueBytes how long each value is when it is set
 * @param seconds how long the mixed load runs
 * @param connections how many threads work on the cluster at once, with a connection to each node
 * @param port of the first node, the others follow; 0 for any that are free
 * @param injectFault whether one expected value is falsified, which verification has to find
 */
record DemoOptions(
    int nodes,
    int keys,
    int valueBytes,
    int seconds,
    int connections,
    int port,
    boolean injectFault) {

  private static final int MAX_NODES = 9;
  private static final int MAX_KEYS = 100_000_000;
  private static final int MAX_VALUE_BYTES = 1 << 20;
  private static final int MAX_CONNECTIONS = 64;

  static OptionSet optionSet() {
    return OptionSet.builder()
        .option("nodes", "N", "3", "nodes of the cluster, each a process")
        .option("keys", "N", "1000000", "keys to load")
        .option("value-bytes", "B", "64", "length of each value")
        .option("seconds", "S", "20", "how long the mixed load runs")
        .option("connections", "C", "4", "threads, each with keys and connections of its own")
        .option(
            "port",
            "P",
            "0",
            "client port of the first node, the others follow; 0 for any that are free")
        .flag("inject-fault", "falsifies one expected value: the demo has to fail")
        .build();
  }

  static DemoOptions of(Options options) {
    int connections = (int) options.number("connections", 1, MAX_CONNECTIONS);
    return new DemoOptions(
        (int) options.number("nodes", 1, MAX_NODES),
        (int) options.number("keys", connections, MAX_KEYS),
        (int) options.number("value-bytes", 1, MAX_VALUE_BYTES),
        (int) options.number("seconds", 0, 3_600),
        connections,
        (int) options.number("port", 0, FreePorts.MAX_CLIENT_PORT - MAX_NODES),
        options.isGiven("inject-fault"));
  }
}
