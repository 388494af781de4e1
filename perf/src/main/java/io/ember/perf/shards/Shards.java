package io.ember.perf.shards;

import io.ember.perf.server.RespProbe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A cluster of processes with replicas, of whatever make. Owner thread: the harness. */
public abstract class Shards implements AutoCloseable {
  public static final String HOST = "127.0.0.1";
  private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(120);
  private static final int ANSWER_MS = 1_000;
  private static final long POLL_NS = 20_000_000;

  /** {@return what the report calls it} */
  public abstract String name();

  /** {@return the client ports of all nodes} */
  public abstract List<Integer> ports();

  /** {@return the process of a node} */
  public abstract long pid(int node);

  /** Kills the process of a node. */
  public abstract void kill(int node) throws InterruptedException;

  /** Starts a node again that was killed; returns when it listens. */
  public abstract void restart(int node) throws IOException, InterruptedException;

  /** {@return how many replicas each primary has when all is well} */
  public abstract int replicas();

  @Override
  public abstract void close();

  /** Has a process stand still, or go on. */
  public void signal(String name, int node) throws IOException, InterruptedException {
    int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid(node))).start().waitFor();
    if (code != 0) {
      throw new IOException("kill -" + name + " " + pid(node) + " answered " + code);
    }
  }

  /** {@return the node that owns a slot, -1 if nobody says so} */
  public int owner(int slot) {
    for (int asked = 0; asked < ports().size(); asked++) {
      for (String line : ask(asked, "CLUSTER", "NODES").split("\n", -1)) {
        String[] fields = line.split(" ", -1);
        if (fields.length > 8 && !fields[2].contains("fail") && owns(fields, slot)) {
          return nodeAt(fields[1]);
        }
      }
    }
    return -1;
  }

  /** {@return the node that owns a slot, as soon as somebody says so} */
  public int awaitOwner(int slot) throws IOException {
    int[] found = {-1};
    await(
        "somebody to name the owner of slot " + slot,
        () -> {
          found[0] = owner(slot);
          return found[0] >= 0;
        });
    return found[0];
  }

  /** {@return a replica of a primary, as the primary knows it} */
  public int replicaOf(int primary) throws IOException {
    int[] found = {-1};
    await(
        "the primary to name a replica",
        () -> {
          found[0] = namedReplica(primary);
          return found[0] >= 0;
        });
    return found[0];
  }

  private int namedReplica(int primary) {
    String id = ask(primary, "CLUSTER", "MYID");
    for (String line : ask(primary, "CLUSTER", "NODES").split("\n", -1)) {
      String[] fields = line.split(" ", -1);
      if (fields.length > 7 && fields[3].equals(id) && !fields[2].contains("fail")) {
        return nodeAt(fields[1]);
      }
    }
    return -1;
  }

  private int nodeAt(String endpoint) {
    int at = endpoint.indexOf('@');
    String address = at < 0 ? endpoint : endpoint.substring(0, at);
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    return ports().indexOf(port);
  }

  /** {@return whether all replicas of a primary are in sync} */
  public boolean hasReplicas(int primary) {
    return ask(primary, "INFO", "replication").split("state=online", -1).length - 1 == replicas();
  }

  private static boolean owns(String[] fields, int slot) {
    for (int i = 8; i < fields.length; i++) {
      String[] ends = fields[i].split("-", -1);
      if (!fields[i].startsWith("[")
          && Integer.parseInt(ends[0]) <= slot
          && slot <= Integer.parseInt(ends[ends.length - 1])) {
        return true;
      }
    }
    return false;
  }

  /** Waits until every primary has all its replicas in sync. */
  public void awaitWhole() throws IOException {
    await("every primary to have its replicas", this::isWhole);
  }

  private boolean isWhole() {
    int primaries = 0;
    for (int node = 0; node < ports().size(); node++) {
      String info = ask(node, "INFO", "replication");
      if (info.contains("role:master")) {
        primaries++;
        if (!hasReplicas(node)) {
          return false;
        }
      } else if (!info.contains("master_link_status:up")) {
        return false;
      }
    }
    return primaries == ports().size() / (1 + replicas());
  }

  /** {@return the answer, empty if there is none} */
  private String ask(int node, String... call) {
    try (RespProbe probe = new RespProbe(HOST, ports().get(node), ANSWER_MS)) {
      return probe.call(call);
    } catch (IOException e) {
      return ""; // it is down
    }
  }

  /** Something that may not be true yet. */
  public interface Condition {
    boolean holds();
  }

  /** Waits until something is true, for at most 120 s. */
  public static void await(String what, Condition condition) throws IOException {
    if (!isTrueWithin(LIMIT_NS, condition)) {
      throw new IOException("waited in vain for " + what);
    }
  }

  /** {@return whether something came true in time} */
  public static boolean isTrueWithin(long limitNs, Condition condition) {
    long deadlineNs = System.nanoTime() + limitNs;
    while (!condition.holds()) {
      if (System.nanoTime() - deadlineNs > 0) {
        return false;
      }
      LockSupport.parkNanos(POLL_NS);
    }
    return true;
  }

  /** {@return a text for each shard that, in braces, makes a key one of its slots} */
  public List<String> tags() {
    List<String> tags = new ArrayList<>();
    List<Integer> owners = new ArrayList<>();
    int shards = ports().size() / (1 + replicas());
    for (int i = 0; tags.size() < shards && i < 100_000; i++) {
      int owner = owner(slotOf("t" + i));
      if (owner >= 0 && !owners.contains(owner)) {
        owners.add(owner);
        tags.add("t" + i);
      }
    }
    return tags;
  }

  /** {@return the slot of keys with that text in braces} */
  public static int slotOf(String tag) {
    byte[] bytes = tag.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    return io.ember.engine.Slots.keySlot(bytes, 0, bytes.length);
  }
}
