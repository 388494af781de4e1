package io.ember.cluster.admin;

import io.ember.engine.command.CommandHelp;

/** The text of CLUSTER HELP: what this version can do. */
final class ClusterHelp {
  static final CommandHelp HELP =
      new CommandHelp(
          "ADDSLOTS <slot> [<slot> ...]",
          "    Assign slots to current node.",
          "ACCEPT-LOSS <start slot> <end slot> [<start slot> <end slot> ...]",
          "    Begin anew, on this node, with slots whose data is lost.",
          "ADDSLOTSRANGE <start slot> <end slot> [<start slot> <end slot> ...]",
          "    Assign slots which are between <start-slot> and <end-slot> to current node.",
          "BUMPEPOCH",
          "    Advance the cluster config epoch.",
          "COUNT-FAILURE-REPORTS <node-id>",
          "    Return number of failure reports for <node-id>.",
          "COUNTKEYSINSLOT <slot>",
          "    Return the number of keys in <slot>.",
          "DELSLOTS <slot> [<slot> ...]",
          "    Delete slots information from current node.",
          "DELSLOTSRANGE <start slot> <end slot> [<start slot> <end slot> ...]",
          "    Delete slots information which are between <start-slot> and <end-slot> from current"
              + " node.",
          "FAILOVER [FORCE|TAKEOVER]",
          "    Promote current replica node to being a master.",
          "FLUSHSLOTS",
          "    Delete current node own slots information.",
          "FORGET <node-id>",
          "    Remove a node from the cluster.",
          "GETKEYSINSLOT <slot> <count>",
          "    Return key names stored by current node in a slot.",
          "INFO",
          "    Return information about the cluster.",
          "KEYSLOT <key>",
          "    Return the hash slot for <key>.",
          "MEET <ip> <port> [<bus-port>]",
          "    Connect nodes into a working cluster.",
          "MYID",
          "    Return the node id.",
          "MYSHARDID",
          "    Return the node's shard id.",
          "NODES",
          "    Return cluster configuration seen by node. Output format:",
          "    <id> <ip:port@bus-port> <flags> <master> <pings> <pongs> <epoch> <link> <slot> ...",
          "REPLICATE <node-id>",
          "    Configure current node as replica to <node-id>.",
          "RESET [HARD|SOFT]",
          "    Reset current node (default: soft).",
          "SET-CONFIG-EPOCH <epoch>",
          "    Set config epoch of current node.",
          "WHY <slot|node-id>",
          "    Return why a slot or a node is in the state that it is in.",
          "REPLICAS <node-id>",
          "    Return <node-id> replicas.",
          "SAVECONFIG",
          "    Force saving cluster configuration on disk.",
          "SLOT-STATS <SLOTSRANGE start-slot end-slot | ORDERBY metric [LIMIT limit] [ASC | DESC]>",
          "    Return an array of slot usage statistics for slots assigned to the current shard.",
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
