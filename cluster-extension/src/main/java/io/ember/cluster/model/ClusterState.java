package io.ember.cluster.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as one node knows it.
 *
 * @param localId the node that knows it; it is one of {@code nodes}
 * @param nodes every known node
 * @param slots who owns what; every owner is one of {@code nodes}
 * @param currentEpoch the highest epoch that the node has seen
 * @param requireFullCoverage whether one slot that is not served makes the whole cluster fail
 * @param index of the last entry of the configuration that is in it; -1 for none
 * @param lost slots whose data no node has any more
 */
public record ClusterState(
    NodeId localId,
    Map<NodeId, ClusterNode> nodes,
    SlotMap slots,
    long currentEpoch,
    boolean requireFullCoverage,
    long index,
    SlotSet lost) {

  /** The {@code index} of a state that is from no log. */
  public static final long NO_INDEX = -1;

  /** One without lost slots. */
  public ClusterState(
      NodeId localId,
      Map<NodeId, ClusterNode> nodes,
      SlotMap slots,
      long currentEpoch,
      boolean requireFullCoverage,
      long index) {
    this(localId, nodes, slots, currentEpoch, requireFullCoverage, index, SlotSet.EMPTY);
  }

  public ClusterState {
    nodes = Map.copyOf(nodes);
    if (!nodes.containsKey(localId)) {
      throw new IllegalArgumentException("the node itself is not among the nodes: " + localId);
    }
    for (NodeId owner : slots.owners()) {
      if (!nodes.containsKey(owner)) {
        throw new IllegalArgumentException("slots are owned by an unknown node: " + owner);
      }
    }
  }

  /** {@return a cluster of one node} */
  public static ClusterState alone(ClusterNode node, SlotMap slots, boolean requireFullCoverage) {
    return new ClusterState(
        node.id(),
        Map.of(node.id(), node),
        slots,
        node.configEpoch(),
        requireFullCoverage,
        NO_INDEX);
  }

  /** {@return the node that knows all this} */
  public ClusterNode local() {
    return known(localId);
  }

  /** {@return the node with this id, or null} */
  public @Nullable ClusterNode node(NodeId id) {
    return nodes.get(id);
  }

  private ClusterNode known(NodeId id) {
    ClusterNode node = nodes.get(id);
    if (node == null) {
      throw new IllegalStateException("a node has vanished: " + id);
    }
    return node;
  }

  /** {@return the owner of a slot, or null} */
  public @Nullable ClusterNode owner(int slot) {
    NodeId id = slots.owner(slot);
    return id == null ? null : known(id);
  }

  /** {@return every node, by id} */
  public List<ClusterNode> allNodes() {
    List<ClusterNode> sorted = new ArrayList<>(nodes.values());
    sorted.sort(Comparator.comparing(ClusterNode::id));
    return sorted;
  }

  /** {@return the replicas of a primary, by id} */
  public List<ClusterNode> replicasOf(NodeId primary) {
    return allNodes().stream().filter(node -> primary.equals(node.primaryId())).toList();
  }

  /** {@return the nodes of each shard, the primary first, by the id of the shard} */
  public List<List<ClusterNode>> shards() {
    Map<NodeId, List<ClusterNode>> byShard = new TreeMap<>();
    for (ClusterNode node : allNodes()) {
      byShard.computeIfAbsent(node.shardId(), id -> new ArrayList<>()).add(node);
    }
    byShard.values().forEach(nodes -> nodes.sort(Comparator.comparing(ClusterNode::role)));
    return List.copyOf(byShard.values());
  }

  /** {@return how many slots have an owner that is neither failed nor suspected} */
  public int slotsOk() {
    return countSlots(NodeFlags::isHealthy);
  }

  /** {@return how many slots have an owner that is suspected and not failed} */
  public int slotsSuspected() {
    return countSlots(flags -> flags.suspected() && !flags.failed());
  }

  /** {@return how many slots have a failed owner} */
  public int slotsFailed() {
    return countSlots(NodeFlags::failed);
  }

  private int countSlots(java.util.function.Predicate<NodeFlags> wanted) {
    int count = 0;
    for (NodeId owner : slots.owners()) {
      if (wanted.test(known(owner).flags())) {
        count += slots.slotCountOf(owner);
      }
    }
    return count;
  }

  /**
   * {@return whether the cluster serves} A suspected owner counts as serving until it is declared
   * failed: a slow network must not stop everybody.
   */
  public ClusterHealth health() {
    int served = slotsOk() + slotsSuspected();
    if (served == 0) {
      return ClusterHealth.FAIL;
    }
    return requireFullCoverage && served < io.ember.engine.Slots.SLOT_COUNT
        ? ClusterHealth.FAIL
        : ClusterHealth.OK;
  }
}
