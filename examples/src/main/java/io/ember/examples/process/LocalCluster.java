package io.ember.examples.process;

import io.ember.examples.cli.CommandException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A cluster on loopback, a process per node: the primaries first, then the replicas of each. The
 * same directory gives the same ids, slots and roles again. Any thread.
 */
public final class LocalCluster implements AutoCloseable {
  private final Launch launch;
  private final List<NodeProcess> nodes;
  private final boolean startedBefore;

  private LocalCluster(Launch launch, List<NodeProcess> nodes, boolean startedBefore) {
    this.launch = launch;
    this.nodes = new CopyOnWriteArrayList<>(nodes);
    this.startedBefore = startedBefore;
  }

  /**
   * What a cluster is started with.
   *
   * @param dir holds a directory for each node
   * @param ports client ports, those of the primaries first
   * @param primaries how many of the nodes own slots
   * @param settings of every node
   * @param metricsPorts of the nodes, in the same order; empty for no status pages
   */
  public record Launch(
      Path dir,
      List<Integer> ports,
      int primaries,
      Map<String, String> settings,
      List<Integer> metricsPorts) {
    /** One without status pages. */
    public Launch(Path dir, List<Integer> ports, int primaries, Map<String, String> settings) {
      this(dir, ports, primaries, settings, List.of());
    }

    public Launch {
      ports = List.copyOf(ports);
      settings = Map.copyOf(settings);
      metricsPorts = List.copyOf(metricsPorts);
      if (primaries < 1 || ports.size() % primaries != 0) {
        throw new IllegalArgumentException(
            ports.size() + " nodes cannot be " + primaries + " shards of the same size");
      }
      if (!metricsPorts.isEmpty() && metricsPorts.size() != ports.size()) {
        throw new IllegalArgumentException(
            ports.size() + " nodes with " + metricsPorts.size() + " ports for metrics");
      }
    }

    private NodeLaunch node(int index) {
      int port = ports.get(index);
      // A node alone begins a cluster of its own; several meet, as they do for redis-cli.
      return new NodeLaunch(
          dir.resolve("node-" + port), port, settingsOf(index), ports.size() == 1);
    }

    private Map<String, String> settingsOf(int index) {
      if (metricsPorts.isEmpty()) {
        return settings;
      }
      Map<String, String> own = new HashMap<>(settings);
      own.put("ember.metrics.port", Integer.toString(metricsPorts.get(index)));
      return own;
    }
  }

  /**
   * Starts the nodes and returns when every slot is served.
   *
   * @throws CommandException if a node does not start or the cluster does not form; none runs then
   */
  public static LocalCluster start(Launch launch, PrintStream out) throws InterruptedException {
    List<NodeProcess> nodes = new ArrayList<>();
    boolean startedBefore = false;
    try {
      for (int i = 0; i < launch.ports().size(); i++) {
        NodeLaunch node = launch.node(i);
        startedBefore |= Files.isDirectory(node.dataDir());
        nodes.add(NodeProcess.start(node));
      }
      for (NodeProcess node : nodes) {
        node.awaitListening();
      }
      if (nodes.size() == 1) {
        nodes.get(0).awaitReady();
      } else {
        new ClusterFormation(launch, out).form(startedBefore);
      }
      return new LocalCluster(launch, nodes, startedBefore);
    } catch (InterruptedException | RuntimeException e) {
      closeAll(nodes);
      throw e;
    }
  }

  /** {@return the nodes, in the order of their ports} */
  public List<NodeProcess> nodes() {
    return List.copyOf(nodes);
  }

  /** Starts a node again that was killed or has ended; returns when it listens. */
  public void restart(int index) throws InterruptedException {
    NodeProcess again = NodeProcess.start(launch.node(index));
    nodes.set(index, again);
    again.awaitListening();
  }

  /** {@return whether a cluster was started in this directory before} */
  public boolean startedBefore() {
    return startedBefore;
  }

  @Override
  public void close() {
    closeAll(nodes);
  }

  private static void closeAll(List<NodeProcess> nodes) {
    nodes.forEach(NodeProcess::askToStop);
    nodes.forEach(NodeProcess::close);
  }
}
