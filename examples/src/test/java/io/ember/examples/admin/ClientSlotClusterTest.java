package io.ember.examples.admin;

import static io.ember.examples.admin.FakeCluster.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.cluster.model.SlotRange;
import io.ember.cluster.model.SlotSet;
import io.ember.examples.admin.plan.SlotMove;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** What goes over the wire. */
class ClientSlotClusterTest {
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private ScriptedNode node(Function<String, String> script) throws IOException {
    ScriptedNode node = new ScriptedNode(script);
    open.add(node);
    return node;
  }

  private ClientSlotCluster clusterOf(ScriptedNode entry) {
    ClusterClient client = new ClusterClient(new HostAndPort("127.0.0.1", entry.port()), "");
    open.add(client);
    return new ClientSlotCluster(client);
  }

  private static String line(int number, int port, String slots) {
    return id(number) + " 127.0.0.1:" + port + "@1 master - 0 0 1 connected " + slots + "\n";
  }

  private static String bulk(String text) {
    return "$" + text.length() + "\r\n" + text + "\r\n";
  }

  @Test
  void tellsTheOwnerAllRangesOfEachTargetInOneCommand() throws IOException {
    ScriptedNode owner = node(call -> "+OK\r\n");
    NodeLine source = NodeLine.parse(line(1, owner.port(), "0-100").strip());

    clusterOf(owner)
        .migrate(
            source,
            List.of(
                new SlotMove(
                    id(1), id(2), SlotSet.of(List.of(new SlotRange(0, 9), new SlotRange(20, 20)))),
                new SlotMove(id(1), id(3), SlotSet.of(new SlotRange(30, 39)))));

    assertThat(owner.calls())
        .containsExactly(
            "MIGRATESLOTS SLOTSRANGE 0 9 20 20 NODE " + id(2) + " SLOTSRANGE 30 39 NODE " + id(3));
  }

  @Test
  void anOwnerThatRefusesIsHeard() throws IOException {
    ScriptedNode owner = node(call -> "-ERR not now\r\n");
    NodeLine source = NodeLine.parse(line(1, owner.port(), "0-100").strip());

    assertThatThrownBy(
            () ->
                clusterOf(owner)
                    .migrate(source, List.of(new SlotMove(id(1), id(2), SlotSet.ofSlots(1)))))
        .isInstanceOf(JedisDataException.class)
        .hasMessage("ERR not now");
  }

  @Test
  void asksForStatsOfTheSlotsThatANodeOwnsAPartAtATime() throws IOException {
    ScriptedNode owner =
        node(
            call ->
                call.endsWith("0 1023")
                    ? "*1\r\n*2\r\n:7\r\n*4\r\n"
                        + bulk("key-count")
                        + ":3\r\n"
                        + bulk("memory-bytes")
                        + ":900\r\n"
                    : "*0\r\n");
    NodeLine primary = NodeLine.parse(line(1, owner.port(), "7 1020-1030 16383").strip());

    assertThat(clusterOf(owner).slotStats(primary)).containsExactly(new SlotStat(7, 3, 0, 900));

    assertThat(owner.calls())
        .containsExactly(
            "SLOT-STATS SLOTSRANGE 0 1023",
            "SLOT-STATS SLOTSRANGE 1024 2047",
            "SLOT-STATS SLOTSRANGE 15360 16383");
  }

  @Test
  void readsJobsAndSteersThemAtAnyNode() throws IOException {
    ScriptedNode node =
        node(
            call ->
                call.startsWith("MIGRATION")
                    ? "+OK\r\n"
                    : "*1\r\n*8\r\n"
                        + bulk("name")
                        + bulk("m1")
                        + bulk("slot_ranges")
                        + bulk("1-3")
                        + bulk("state")
                        + bulk("success")
                        + bulk("slots_moved")
                        + ":3\r\n");
    ClientSlotCluster cluster = clusterOf(node);

    assertThat(cluster.jobs()).singleElement().matches(MigrationJob::hasSucceeded);
    assertThat(cluster.steer("PAUSE", "m1")).isEqualTo("OK");

    assertThat(node.calls()).containsExactly("GETSLOTMIGRATIONS", "MIGRATION PAUSE m1");
  }

  @Test
  void anotherNodeIsAskedIfTheNamedOneIsGone() throws IOException {
    ScriptedNode other = node(call -> "*0\r\n");
    ScriptedNode[] entry = new ScriptedNode[1];
    entry[0] =
        node(
            call -> bulk(line(1, entry[0].port(), "0-8191") + line(2, other.port(), "8192-16383")));
    ClientSlotCluster cluster = clusterOf(entry[0]);
    assertThat(cluster.nodes()).hasSize(2);

    entry[0].close();

    assertThat(cluster.jobs()).isEmpty();
    assertThat(other.calls()).containsExactly("GETSLOTMIGRATIONS");
    other.close();
    assertThatThrownBy(cluster::jobs).isInstanceOf(JedisConnectionException.class);
  }
}
