package io.ember.perf.shards;

import io.ember.examples.process.FreePorts;
import io.ember.examples.process.LocalCluster;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A cluster of this project. */
public final class EmberShards extends Shards {
  private final LocalCluster cluster;
  private final List<Integer> ports;
  private final int replicas;
  private final String acks;

  private EmberShards(LocalCluster cluster, List<Integer> ports, int replicas, String acks) {
    this.cluster = cluster;
    this.ports = ports;
    this.replicas = replicas;
    this.acks = acks;
  }

  /**
   * Starts the processes, and makes a cluster of them.
   *
   * @param acks {@code ember.replication.acks} of every node
   */
  public static EmberShards start(Path directory, Shape shape, String acks, PrintStream out)
      throws InterruptedException {
    List<Integer> ports = Stream.generate(FreePorts::next).distinct().limit(shape.nodes()).toList();
    Map<String, String> settings = Map.of("ember.replication.acks", acks);
    LocalCluster.Launch launch =
        new LocalCluster.Launch(directory, ports, shape.primaries(), settings);
    return new EmberShards(LocalCluster.start(launch, out), ports, shape.replicas(), acks);
  }

  @Override
  public String name() {
    return "Ember " + acks;
  }

  @Override
  public List<Integer> ports() {
    return ports;
  }

  @Override
  public long pid(int node) {
    return cluster.nodes().get(node).pid();
  }

  @Override
  public void kill(int node) throws InterruptedException {
    cluster.nodes().get(node).kill();
  }

  @Override
  public void restart(int node) throws InterruptedException {
    cluster.restart(node);
  }

  @Override
  public int replicas() {
    return replicas;
  }

  @Override
  public void close() {
    cluster.close();
  }
}
