package io.ember.examples.admin;

import io.ember.cluster.model.SlotRange;
import io.ember.cluster.model.SlotSet;
import io.ember.engine.Slots;
import io.ember.examples.admin.plan.SlotMove;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** A cluster over the client ports of its nodes. One thread. */
final class ClientSlotCluster implements SlotCluster {
  /** Slots that one call asks about: a node's lane writes the answer at one go. */
  private static final int PAGE_SLOTS = 1024;

  private final ClusterClient client;

  /** Who else may be asked if one does not answer. */
  private final Set<HostAndPort> known = new LinkedHashSet<>();

  ClientSlotCluster(ClusterClient client) {
    this.client = client;
    known.add(client.entry());
  }

  @Override
  public List<NodeLine> nodes() {
    List<NodeLine> nodes = ReplyValues.text(anyone("NODES")).lines().map(NodeLine::parse).toList();
    nodes.forEach(node -> known.add(node.address()));
    return nodes;
  }

  @Override
  public List<SlotStat> slotStats(NodeLine primary) {
    List<SlotStat> all = new ArrayList<>();
    SlotSet owned = primary.slotSet();
    for (int first = 0; first < Slots.SLOT_COUNT; first += PAGE_SLOTS) {
      int last = first + PAGE_SLOTS - 1;
      if (owned.intersects(SlotSet.of(new SlotRange(first, last)))) {
        all.addAll(
            SlotStat.parse(
                client.call(
                    primary.address(),
                    "SLOT-STATS",
                    "SLOTSRANGE",
                    String.valueOf(first),
                    String.valueOf(last))));
      }
    }
    return all;
  }

  @Override
  public void migrate(NodeLine source, List<SlotMove> moves) {
    List<String> words = new ArrayList<>();
    words.add("MIGRATESLOTS");
    for (SlotMove move : moves) {
      words.add("SLOTSRANGE");
      for (SlotRange range : move.slots().ranges()) {
        words.add(String.valueOf(range.first()));
        words.add(String.valueOf(range.last()));
      }
      words.add("NODE");
      words.add(move.target());
    }
    client.call(source.address(), words.toArray(String[]::new));
  }

  @Override
  public List<MigrationJob> jobs() {
    return MigrationJob.parseAll(anyone("GETSLOTMIGRATIONS"));
  }

  @Override
  public String steer(String verb, String job) {
    return ReplyValues.text(anyone("MIGRATION", verb, job));
  }

  /** Every node knows: the one that the user named is asked first, another one if it is gone. */
  private Object anyone(String... words) {
    JedisConnectionException silence = null;
    for (HostAndPort node : known) {
      try {
        return client.call(node, words);
      } catch (JedisConnectionException e) {
        silence = e;
      }
    }
    throw silence == null ? new IllegalStateException("no node is known") : silence;
  }
}
