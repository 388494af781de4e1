package io.ember.cluster.admin;

import static io.ember.engine.command.CommandFlag.ADMIN;
import static io.ember.engine.command.CommandFlag.LOADING;
import static io.ember.engine.command.CommandFlag.STALE;

import io.ember.engine.EngineCall;
import io.ember.engine.Slots;
import io.ember.engine.command.CommandHandler;
import io.ember.engine.command.CommandSpec;
import io.ember.engine.command.CommandTable;
import java.util.ArrayList;
import java.util.List;

/** CLUSTER: the container, and what needs no class of its own. */
final class ClusterCommands {
  static final String DISABLED = "This instance has cluster support disabled";

  private static final String GROUP = "cluster";

  private final NodeServicesRef services;
  private final ClusterPicture picture;

  ClusterCommands(NodeServicesRef services) {
    this.services = services;
    picture = new ClusterPicture(services);
  }

  void register(CommandTable.Builder table) {
    List<CommandSpec> subcommands = new ArrayList<>();
    addPicture(subcommands);
    addNodes(subcommands);
    addSlots(subcommands);
    new ClusterChanges(services).addTo(subcommands);
    table.add(
        CommandSpec.named("cluster", -2)
            .doc(GROUP, "3.0.0", "Depends on subcommand.", "A container for cluster commands")
            .subcommands(subcommands.toArray(CommandSpec[]::new))
            .container());
  }

  private void addPicture(List<CommandSpec> subcommands) {
    subcommands.add(
        sub("info", 2)
            .doc(GROUP, "3.0.0", "O(1)", "Provides info about Redis Cluster node state")
            .tips("nondeterministic_output")
            .onCaller(guarded(picture::info)));
    subcommands.add(
        sub("nodes", 2)
            .doc(
                GROUP,
                "3.0.0",
                "O(N) where N is the total number of Cluster nodes",
                "Get Cluster config for the node")
            .tips("nondeterministic_output")
            .onCaller(guarded(picture::nodes)));
    subcommands.add(
        sub("slots", 2)
            .doc(
                GROUP,
                "3.0.0",
                "O(N) where N is the total number of Cluster nodes",
                "Get array of Cluster slot to node mappings")
            .tips("nondeterministic_output")
            .onCaller(guarded(picture::slots)));
    subcommands.add(
        sub("shards", 2)
            .doc(
                GROUP,
                "7.0.0",
                "O(N) where N is the total number of cluster nodes",
                "Get array of cluster slots to node mappings")
            .tips("nondeterministic_output")
            .onCaller(guarded(picture::shards)));
    subcommands.add(
        sub("links", 2)
            .doc(
                GROUP,
                "7.0.0",
                "O(N) where N is the total number of Cluster nodes",
                "Returns a list of all TCP links to and from peer nodes in cluster")
            .tips("nondeterministic_output")
            .onCaller(guarded(new ClusterLinks(services)::links)));
  }

  private void addNodes(List<CommandSpec> subcommands) {
    ClusterNodeCommands nodes = new ClusterNodeCommands(services, picture);
    subcommands.add(
        sub("myid", 2)
            .doc(GROUP, "3.0.0", "O(1)", "Return the node id")
            .onCaller(guarded(nodes::myId)));
    subcommands.add(
        sub("why", 3)
            .doc(GROUP, "7.0.0", "O(1)", "Says why a slot or a node is in the state that it is in")
            .tips("nondeterministic_output")
            .onCaller(guarded(nodes::why)));
    subcommands.add(
        sub("myshardid", 2)
            .doc(GROUP, "7.2.0", "O(1)", "Returns the shard ID of a node")
            .tips("nondeterministic_output")
            .onCaller(guarded(nodes::myShardId)));
    subcommands.add(
        admin("replicas", 3)
            .doc(GROUP, "5.0.0", "O(1)", "List replica nodes of the specified master node")
            .tips("nondeterministic_output")
            .onCaller(guarded(nodes::replicas)));
    subcommands.add(
        admin("slaves", 3)
            .doc(GROUP, "3.0.0", "O(1)", "List replica nodes of the specified master node")
            .tips("nondeterministic_output")
            .onCaller(guarded(nodes::replicas)));
    subcommands.add(
        admin("count-failure-reports", 3)
            .doc(
                GROUP,
                "3.0.0",
                "O(N) where N is the number of failure reports",
                "Return the number of failure reports active for a given node")
            .tips("nondeterministic_output")
            .onCaller(guarded(nodes::countFailureReports)));
    subcommands.add(
        CommandSpec.named("cluster|help", 2, LOADING, STALE)
            .doc(GROUP, "5.0.0", "O(1)", "Show helpful text about the different subcommands")
            .onCaller(guarded(ClusterHelp.HELP)));
  }

  private void addSlots(List<CommandSpec> subcommands) {
    subcommands.add(
        sub("keyslot", 3)
            .doc(
                GROUP,
                "3.0.0",
                "O(N) where N is the number of bytes in the key",
                "Returns the hash slot of the specified key")
            .onCaller(guarded(call -> call.reply().integer(Slots.keySlot(call.argumentBytes(2))))));
    subcommands.add(
        sub("countkeysinslot", 3)
            .doc(
                GROUP,
                "3.0.0",
                "O(1)",
                "Return the number of local keys in the specified hash slot")
            .build(new CountKeysInSlotCommand(services)));
    subcommands.add(
        sub("getkeysinslot", 4)
            .doc(
                GROUP,
                "3.0.0",
                "O(log(N)) where N is the number of requested keys",
                "Return local key names in the specified hash slot")
            .tips("nondeterministic_output")
            .build(new GetKeysInSlotCommand(services)));
    subcommands.add(
        CommandSpec.named("cluster|slot-stats", -4, LOADING, STALE)
            .doc(
                GROUP,
                "8.2.0",
                "O(N) where N is the total number of slots based on arguments. O(N*log(N)) with"
                    + " ORDERBY subcommand.",
                "Return an array of slot usage statistics for slots assigned to the current node")
            .tips("nondeterministic_output", "request_policy:all_shards")
            .build(new SlotStatsCommand(services)));
  }

  private static CommandSpec.Builder sub(String name, int arity) {
    return CommandSpec.named("cluster|" + name, arity, STALE);
  }

  private static CommandSpec.Builder admin(String name, int arity) {
    return CommandSpec.named("cluster|" + name, arity, ADMIN, STALE);
  }

  private CommandHandler.OnCaller guarded(CommandHandler.OnCaller handler) {
    return guarded(services, handler);
  }

  /** {@return the handler, behind the question whether there is a cluster} */
  static CommandHandler.OnCaller guarded(
      NodeServicesRef services, CommandHandler.OnCaller handler) {
    return call -> {
      if (isEnabled(services, call)) {
        handler.execute(call);
      }
    };
  }

  /** {@return whether there is a cluster; if not, that was answered} */
  static boolean isEnabled(NodeServicesRef services, EngineCall call) {
    if (!services.get().clusterEnabled()) {
      call.reply().error(DISABLED);
      return false;
    }
    return true;
  }
}
