package io.ember.cluster.admin;

import io.ember.engine.command.CommandHelp;

/** The text of CLUSTER HELP: what this version can do. */
final class ClusterHelp {
  static final CommandHelp HELP =
      new CommandHelp(
          "COUNTKEYSINSLOT <slot>",
          "    Return the number of keys in <slot>.",
          "GETKEYSINSLOT <slot> <count>",
          "    Return key names stored by current node in a slot.",
          "INFO",
          "    Return information about the cluster.",
          "KEYSLOT <key>",
          "    Return the hash slot for <key>.",
          "MYID",
          "    Return the node id.",
          "MYSHARDID",
          "    Return the node's shard id.",
          "NODES",
          "    Return cluster configuration seen by node. Output format:",
          "    <id> <ip:port@bus-port> <flags> <master> <pings> <pongs> <epoch> <link> <slot> ...",
          "REPLICAS <node-id>",
          "    Return <node-id> replicas.",
          "SAVECONFIG",
          "    Force saving cluster configuration on disk.",
          "SLOTS",
          "    Return information about slots range mappings. Each range is made of:",
          "    start, end, master and replicas IP addresses, ports and ids",
          "SHARDS",
          "    Return information about slot range mappings and the nodes associated with them.",
          "LINKS",
          "    Return information about all network links between this node and its peers.",
          "    Output format is an array where each array element is a map containing attributes of"
              + " a link");

  private ClusterHelp() {}
}
