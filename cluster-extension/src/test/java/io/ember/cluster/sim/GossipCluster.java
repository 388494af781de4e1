package io.ember.cluster.sim;

import io.ember.cluster.bus.codec.GossipCodec;
import io.ember.cluster.core.gossip.GossipConfig;
import io.ember.cluster.core.gossip.GossipEngine;
import io.ember.cluster.core.gossip.GossipEvent;
import io.ember.cluster.core.gossip.GossipInput;
import io.ember.cluster.core.gossip.GossipMessage;
import io.ember.cluster.core.gossip.GossipOutput;
import io.ember.cluster.core.gossip.MemberInfo;
import io.ember.cluster.core.gossip.MemberStatus;
import io.ember.cluster.core.gossip.StateHint;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that only gossip, on a {@link SimNetwork}, each with a clock of its own rate and a disk for
 * its incarnation.
 */
public final class GossipCluster {
  private static final int TICKS_PER_PERIOD = 10;

  /** What gossip keeps free for the bus, which takes a little less. */
  private static final int BUS_BYTES =
      GossipConfig.MAX_DATAGRAM_BYTES - GossipConfig.MAX_MESSAGE_BYTES;

  /** One simulated node. */
  public static final class Node {
    public final int index;
    public final NodeId id;
    public final Endpoint bus;
    public final double clockRate;
    public final List<GossipEvent> events = new ArrayList<>();
    public final List<NodeId> pulls = new ArrayList<>();
    private long durableIncarnation;
    private @Nullable GossipEngine engine;
    private int life;
    private long appliedIndex;
    private boolean paused;
    private final List<GossipInput> waiting = new ArrayList<>();

    Node(int index, NodeId id, Endpoint bus, double clockRate) {
      this.index = index;
      this.id = id;
      this.bus = bus;
      this.clockRate = clockRate;
    }

    /** {@return the running engine} */
    public GossipEngine engine() {
      GossipEngine running = engine;
      if (running == null) {
        throw new IllegalStateException("node " + index + " is down");
      }
      return running;
    }

    public boolean isUp() {
      return engine != null;
    }

    public boolean isPaused() {
      return paused;
    }

    public long durableIncarnation() {
      return durableIncarnation;
    }

    /** {@return how far its committed state is} */
    public long appliedIndex() {
      return appliedIndex;
    }
  }

  public final Schedule schedule;
  public final SimNetwork network;
  private final GossipConfig config;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Endpoint, Node> byAddress = new HashMap<>();
  private Watcher watcher = new Watcher() {};
  private long largestDatagram;
  private long datagramBytes;
  private long datagramCount;

  /** Sees what happens without taking part. */
  public interface Watcher {
    /** A node changed its mind about another. */
    default void event(Node observer, GossipEvent event) {
      observer.events.add(event);
    }

    /** {@return whether the state that a node wants to pull is really there} */
    default boolean pull(Node observer, NodeId from) {
      observer.pulls.add(from);
      return true;
    }

    /** A node sent a datagram. */
    default void datagram(Node sender, NodeId receiver, GossipMessage message) {}
  }

  public GossipCluster(int count, GossipConfig config, long seed) {
    this.config = config;
    schedule = new Schedule(seed);
    network = new SimNetwork(schedule);
    for (int i = 0; i < count; i++) {
      NodeId id = new NodeId(new UUID(0x1000 + i, schedule.random().nextLong()));
      double rate = 1 + (schedule.random().nextDouble() - 0.5) * 0.02;
      Endpoint bus = new Endpoint("10.0." + (100 + i / 100) + "." + (100 + i % 100), 17000 + i);
      nodes.add(new Node(i, id, bus, rate));
      byAddress.put(bus, nodes.get(i));
    }
  }

  public Node node(int index) {
    return nodes.get(index);
  }

  public List<Node> nodes() {
    return nodes;
  }

  /** Has another one watch; events are not kept in the nodes unless it does so. */
  public void watch(Watcher newWatcher) {
    watcher = newWatcher;
  }

  /** {@return bytes of the largest datagram so far, with all that the bus adds} */
  public long largestDatagram() {
    return largestDatagram;
  }

  /** {@return bytes of all datagrams that were sent so far, with all that the bus adds} */
  public long datagramBytes() {
    return datagramBytes;
  }

  public long datagramCount() {
    return datagramCount;
  }

  /** Starts every node; all but the first contact the first. */
  public void startAll() {
    for (Node node : nodes) {
      start(node.index);
      if (node.index > 0) {
        input(node.index, new GossipInput.Contact(nodes.get(0).bus));
      }
    }
  }

  /** Starts every node, and each knows all others from the first instant. */
  public void startAllAcquainted() {
    nodes.forEach(node -> start(node.index));
    List<MemberInfo> all = nodes.stream().map(node -> node.engine().self()).toList();
    for (Node node : nodes) {
      Node other = nodes.get((node.index + 1) % nodes.size());
      GossipMessage told =
          new GossipMessage.Exchange(false, other.engine().self(), StateHint.NONE, all);
      input(node.index, new GossipInput.Received(other.id, other.bus, 0, told));
    }
  }

  /** Starts a node that is down, with the incarnation from its disk. */
  public void start(int index) {
    Node node = nodes.get(index);
    node.durableIncarnation++;
    node.life++;
    SplittableRandom random = schedule.random().split();
    node.engine =
        new GossipEngine(
            config,
            new MemberInfo(node.id, node.bus, node.durableIncarnation, MemberStatus.ALIVE),
            random::nextLong,
            clock(node));
    tick(node, node.life);
  }

  /** Kills a node: it forgets all but its disk. */
  public void crash(int index) {
    Node node = nodes.get(index);
    node.engine = null;
    node.paused = false;
    node.waiting.clear();
  }

  /** Stops a node's process; what arrives meanwhile waits. */
  public void pause(int index) {
    nodes.get(index).paused = true;
  }

  /** Lets it go on. */
  public void resume(int index) {
    Node node = nodes.get(index);
    node.paused = false;
    List<GossipInput> missed = List.copyOf(node.waiting);
    node.waiting.clear();
    // A process that wakes runs its timers before it reads what lies in its sockets.
    input(index, new GossipInput.Tick());
    missed.forEach(missedInput -> input(index, missedInput));
  }

  /** Cuts every link between the two groups. */
  public void partition(List<Integer> left, List<Integer> right) {
    for (int a : left) {
      for (int b : right) {
        network.cut(a, b);
        network.cut(b, a);
      }
    }
  }

  public void runMs(long ms) {
    schedule.runFor(ms * 1_000_000);
  }

  /** {@return what one node believes of another; null if it does not know it} */
  public @Nullable MemberStatus belief(int observer, int subject) {
    MemberInfo info = nodes.get(observer).engine().member(nodes.get(subject).id);
    return info == null ? null : info.status();
  }

  /** {@return whether all running nodes believe this of the subject} */
  public boolean allBelieve(int subject, MemberStatus status) {
    for (Node node : nodes) {
      if (node.isUp() && node.index != subject && belief(node.index, subject) != status) {
        return false;
      }
    }
    return true;
  }

  /** Hands an input to a node, as its shell would. */
  public void input(int index, GossipInput input) {
    Node node = nodes.get(index);
    if (!node.isUp()) {
      return;
    }
    if (node.paused) {
      if (!(input instanceof GossipInput.Tick)) {
        node.waiting.add(input);
      }
      return;
    }
    for (GossipOutput output : node.engine().step(clock(node), input)) {
      perform(node, output);
    }
  }

  private void perform(Node node, GossipOutput output) {
    if (output instanceof GossipOutput.Persist persist) {
      if (persist.incarnation() <= node.durableIncarnation) {
        throw new AssertionError("incarnation went back: " + persist.incarnation());
      }
      node.durableIncarnation = persist.incarnation();
    } else if (output instanceof GossipOutput.Datagram datagram) {
      int bytes = GossipCodec.encodedBytes(datagram.message()) + BUS_BYTES;
      largestDatagram = Math.max(largestDatagram, bytes);
      datagramBytes += bytes;
      datagramCount++;
      watcher.datagram(node, datagram.receiver(), datagram.message());
      deliver(node, datagram.to(), bytes, datagram.message());
    } else if (output instanceof GossipOutput.Exchange exchange) {
      deliver(node, exchange.to(), 0, exchange.message());
    } else if (output instanceof GossipOutput.Emit emit) {
      watcher.event(node, emit.event());
      schedule.note(emit.event().getClass().getSimpleName());
    } else if (output instanceof GossipOutput.PullState pull) {
      if (watcher.pull(node, pull.from())) {
        node.appliedIndex = Math.max(node.appliedIndex, pull.hint().index());
        input(node.index, new GossipInput.StateAdvanced(pull.hint()));
      }
    } else {
      throw new AssertionError(output);
    }
  }

  private void deliver(Node from, Endpoint to, int bytes, GossipMessage message) {
    Node receiver = byAddress.get(to);
    if (receiver == null) {
      return; // nobody listens there
    }
    GossipInput input = new GossipInput.Received(from.id, from.bus, bytes, message);
    network.datagram(
        from.index, receiver.index, label(message), () -> input(receiver.index, input));
  }

  private static String label(GossipMessage message) {
    return message instanceof GossipMessage.Ping ? "Ping" : message.getClass().getSimpleName();
  }

  /** Tells a node that it has applied this much of the configuration. */
  public void advance(int index, long term, long appliedIndex) {
    Node node = nodes.get(index);
    node.appliedIndex = Math.max(node.appliedIndex, appliedIndex);
    input(index, new GossipInput.StateAdvanced(new StateHint(term, appliedIndex, 0)));
  }

  private void tick(Node node, int life) {
    long everyNs = config.periodMs() * 1_000_000 / TICKS_PER_PERIOD;
    schedule.after(
        everyNs,
        "tick",
        () -> {
          if (node.isUp() && node.life == life) {
            input(node.index, new GossipInput.Tick());
            tick(node, life);
          }
        });
  }

  private long clock(Node node) {
    return (long) (schedule.nowNs() * node.clockRate) + node.index * 1_000_003L;
  }
}
