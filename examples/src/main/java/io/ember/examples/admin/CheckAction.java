package io.ember.examples.admin;

import io.ember.examples.cli.ExitCode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.exceptions.JedisException;

/** Asks every node: whether all agree, every slot has an owner and nobody is missing. */
final class CheckAction implements AdminAction {
  private static final int SLOT_COUNT = 16_384;

  @Override
  public String name() {
    return "check";
  }

  @Override
  public String summary() {
    return "asks every node: whether all agree, every slot has an owner and nobody is missing";
  }

  @Override
  public int run(AdminCall call) {
    ClusterClient cluster = call.cluster();
    PrintStream out = call.out();
    List<NodeLine> nodes = cluster.nodes();
    Map<String, String> expected = owners(nodes);
    List<String> problems = new ArrayList<>();
    for (NodeLine node : nodes) {
      if (!node.health().equals("ok")) {
        problems.add(node.address() + " is " + node.health());
      }
      try {
        if (!owners(cluster.nodes(node.address())).equals(expected)) {
          problems.add(node.address() + " knows other nodes or owners than " + cluster.entry());
        }
      } catch (JedisException e) {
        problems.add(node.address() + " does not answer: " + e.getMessage());
      }
    }
    int owned = nodes.stream().mapToInt(NodeLine::slotCount).sum();
    if (owned != SLOT_COUNT) {
      problems.add(SLOT_COUNT - owned + " slots have no owner");
    }
    problems.forEach(problem -> out.println("problem: " + problem));
    out.printf(
        "%d nodes asked, %d of %d slots owned, %s%n",
        nodes.size(),
        owned,
        SLOT_COUNT,
        problems.isEmpty() ? "all agree" : problems.size() + " problems");
    return problems.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static Map<String, String> owners(List<NodeLine> nodes) {
    Map<String, String> owners = new HashMap<>();
    nodes.forEach(node -> owners.put(node.id(), node.primary() + node.slots()));
    return owners;
  }
}
