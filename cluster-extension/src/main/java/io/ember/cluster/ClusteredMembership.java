package io.ember.cluster;

import io.ember.cluster.bus.Bus;
import io.ember.cluster.bus.NettyBus;
import io.ember.cluster.config.Hosts;
import io.ember.cluster.control.ClusterControl;
import io.ember.cluster.control.ControlAgent;
import io.ember.cluster.control.ControlConfig;
import io.ember.cluster.control.NodePort;
import io.ember.cluster.core.gossip.GossipConfig;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.persist.NodeFacts;
import io.ember.cluster.persist.NodeIdentity;
import io.ember.cluster.persist.NodeStore;
import io.ember.cluster.pubsub.Channels;
import io.ember.engine.ConfigException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** A node of a cluster: its directory, its bus and its control line. Any thread. */
final class ClusteredMembership implements NodeMembership {
  private static final long HAND_OVER_MS = 5_000;

  private final NodeStore store;
  private final NodeIdentity identity;
  private final Bus bus;
  private final ControlAgent agent;
  private volatile boolean isStarted;

  private ClusteredMembership(NodeStore store, Bus bus, ControlAgent agent) {
    this.store = store;
    this.bus = bus;
    this.identity = store.facts().identity();
    this.agent = agent;
  }

  /** Opens the node's directory; nothing is said to others yet. */
  static ClusteredMembership open(ClusterConfig config, NodePort node, Channels channels) {
    NodeStore store = NodeStore.open(config.nodeDir(), config.membership().bootstrap());
    try {
      NodeFacts facts = store.facts();
      NettyBus bus = new NettyBus(config.bus(), ControlAgent.identity(facts));
      ControlAgent agent = new ControlAgent(controlConfig(config), store, bus, node);
      channels.relayThrough(new ChannelRelay(bus, agent::state));
      return new ClusteredMembership(store, bus, agent);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static ControlConfig controlConfig(ClusterConfig config) {
    Endpoint client = config.client().announced();
    Endpoint bus =
        new Endpoint(
            config.client().announceHost().orElse(config.bus().host()),
            config.bus().announcePort());
    return new ControlConfig(
        config.nodeDir(),
        reachable(client),
        reachable(bus),
        config.membership(),
        config.raft(),
        new GossipConfig(
            config.gossip().periodMs(),
            config.gossip().probeTimeoutMs(),
            config.gossip().suspicionMultiplier(),
            config.gossip().indirectProbes(),
            config.gossip().maxPiggyback()),
        config.replication(),
        config.migration(),
        config.failover(),
        config.lanes());
  }

  /** Others cannot connect to a wildcard: they are told the address of this machine. */
  private static Endpoint reachable(Endpoint endpoint) {
    if (!Hosts.isWildcard(endpoint.host())) {
      return endpoint;
    }
    try {
      return new Endpoint(InetAddress.getLocalHost().getHostAddress(), endpoint.port());
    } catch (UnknownHostException e) {
      throw new ConfigException(
          "the address of this machine is not known; set ember.client.announce-host", e);
    }
  }

  @Override
  public NodeIdentity identity() {
    return identity;
  }

  @Override
  public ClusterState state() {
    return agent.state();
  }

  @Override
  public Optional<ClusterControl> control() {
    return Optional.of(agent);
  }

  /** Those of the bus, and of the control line: a hand-over of slots is not over without it. */
  @Override
  public void onEachThread(Runnable task) {
    bus.onEachThread(task);
    agent.onThread(task);
  }

  @Override
  public Optional<Bus> bus() {
    return Optional.of(bus);
  }

  @Override
  public void start() {
    agent.start();
    isStarted = true;
    agent.awaitOwnGroup();
  }

  @Override
  public void retire() {
    if (isStarted) {
      agent.retire(HAND_OVER_MS);
    }
  }

  @Override
  public void stop() {
    agent.close();
  }

  @Override
  public void close() {
    store.close();
  }
}
