package io.ember.cluster.admin;

import static io.ember.engine.command.CommandFlag.ADMIN;
import static io.ember.engine.command.CommandFlag.NOSCRIPT;
import static io.ember.engine.command.CommandFlag.NO_ASYNC_LOADING;
import static io.ember.engine.command.CommandFlag.STALE;

import io.ember.engine.EngineCall;
import io.ember.engine.command.CommandSpec;
import java.util.List;
import java.util.Locale;

/**
 * What changes a cluster. This version runs clusters of one node, whose picture does not change:
 * whoever asks for more is told so, rather than that there is no such subcommand.
 */
final class ClusterChanges {
  private static final String GROUP = "cluster";
  private static final String BY_SLOTS = "O(N) where N is the total number of hash slot arguments";
  private static final String BY_RANGE =
      "O(N) where N is the total number of the slots between the start slot and end slot arguments.";

  private final NodeServicesRef services;

  ClusterChanges(NodeServicesRef services) {
    this.services = services;
  }

  void addTo(List<CommandSpec> subcommands) {
    subcommands.add(
        spec("saveconfig", 2, "3.0.0", "O(1)", "Forces the node to save cluster state on disk")
            // The identity is all there is, and it was forced to disk before the node spoke.
            .onCaller(ClusterCommands.guarded(services, call -> call.reply().ok())));
    add(subcommands, "meet", -4, "O(1)", "Force a node cluster to handshake with another node");
    add(subcommands, "forget", 3, "O(1)", "Remove a node from the nodes table");
    add(subcommands, "addslots", -3, BY_SLOTS, "Assign new hash slots to receiving node");
    add(subcommands, "addslotsrange", -4, BY_RANGE, "Assign new hash slots to receiving node");
    add(subcommands, "delslots", -3, BY_SLOTS, "Set hash slots as unbound in receiving node");
    add(subcommands, "delslotsrange", -4, BY_RANGE, "Set hash slots as unbound in receiving node");
    add(subcommands, "flushslots", 2, "O(1)", "Delete a node's own slots information");
    add(subcommands, "setslot", -4, "O(1)", "Bind a hash slot to a specific node");
    add(
        subcommands,
        "replicate",
        3,
        "O(1)",
        "Reconfigure a node as a replica of the specified master node");
    add(
        subcommands,
        "failover",
        -2,
        "O(1)",
        "Forces a replica to perform a manual failover of its master.");
    add(subcommands, "set-config-epoch", 3, "O(1)", "Set the configuration epoch in a new node");
    subcommands.add(
        spec("bumpepoch", 2, "3.0.0", "O(1)", "Advance the cluster config epoch")
            .tips("nondeterministic_output")
            .onCaller(ClusterCommands.guarded(services, ClusterChanges::refuse)));
    subcommands.add(
        CommandSpec.named("cluster|reset", -2, ADMIN, NOSCRIPT, STALE)
            .doc(
                GROUP,
                "3.0.0",
                "O(N) where N is the number of known nodes. The command may execute a FLUSHALL as a"
                    + " side effect.",
                "Reset a Redis Cluster node")
            .onCaller(ClusterCommands.guarded(services, ClusterChanges::refuse)));
  }

  private void add(
      List<CommandSpec> subcommands, String name, int arity, String complexity, String summary) {
    String since = name.endsWith("range") ? "7.0.0" : "3.0.0";
    subcommands.add(
        spec(name, arity, since, complexity, summary)
            .onCaller(ClusterCommands.guarded(services, ClusterChanges::refuse)));
  }

  private static CommandSpec.Builder spec(
      String name, int arity, String since, String complexity, String summary) {
    return CommandSpec.named("cluster|" + name, arity, ADMIN, STALE, NO_ASYNC_LOADING)
        .doc(GROUP, since, complexity, summary);
  }

  private static void refuse(EngineCall call) {
    call.reply()
        .error(
            "CLUSTER "
                + call.argumentQuoted(1).toUpperCase(Locale.ROOT)
                + " is not supported by this version, which runs clusters of one node");
  }
}
