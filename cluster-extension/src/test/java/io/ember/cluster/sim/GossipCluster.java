package io.ember.cluster.sim;

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
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that only gossip, on a {@link SimNetwork}, each with a clock of its own rate and a disk for
 * its incarnation.
 */
public final class GossipCluster {
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

    public long durableIncarnation() {
      return durableIncarnation;
    }
  }

  public final Schedule schedule;
  public final SimNetwork network;
  private final GossipConfig config;
  private final List<Node> nodes = new ArrayList<>();
  private long largestDatagram;

  public GossipCluster(int count, GossipConfig config, long seed) {
    this.config = config;
    schedule = new Schedule(seed);
    network = new SimNetwork(schedule);
    for (int i = 0; i < count; i++) {
      NodeId id = new NodeId(new UUID(0x1000 + i, schedule.random().nextLong()));
      double rate = 1 + (schedule.random().nextDouble() - 0.5) * 0.02;
      nodes.add(new Node(i, id, new Endpoint("10.0.0." + (i + 1), 17000 + i), rate));
    }
  }

  public Node node(int index) {
    return nodes.get(index);
  }

  public List<Node> nodes() {
    return nodes;
  }

  /** {@return bytes of the largest datagram so far, as the message accounts for itself} */
  public long largestDatagram() {
    return largestDatagram;
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
      int bytes = SizeOf.datagram(datagram.message());
      largestDatagram = Math.max(largestDatagram, bytes);
      deliver(node, datagram.to(), bytes, datagram.message());
    } else if (output instanceof GossipOutput.Exchange exchange) {
      deliver(node, exchange.to(), 0, exchange.message());
    } else if (output instanceof GossipOutput.Emit emit) {
      node.events.add(emit.event());
      schedule.note(emit.event().getClass().getSimpleName());
    } else if (output instanceof GossipOutput.PullState pull) {
      node.pulls.add(pull.from());
      input(node.index, new GossipInput.StateAdvanced(pull.hint()));
    } else {
      throw new AssertionError(output);
    }
  }

  private void deliver(Node from, Endpoint to, int bytes, GossipMessage message) {
    for (Node receiver : nodes) {
      if (receiver.bus.equals(to)) {
        GossipInput input = new GossipInput.Received(from.id, from.bus, bytes, message);
        network.datagram(
            from.index,
            receiver.index,
            message.getClass().getSimpleName(),
            () -> input(receiver.index, input));
      }
    }
  }

  /** Tells a node that it has applied this much of the configuration. */
  public void advance(int index, long term, long appliedIndex) {
    input(index, new GossipInput.StateAdvanced(new StateHint(term, appliedIndex, 0)));
  }

  private void tick(Node node, int life) {
    long everyNs = config.periodMs() * 1_000_000 / 20;
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
