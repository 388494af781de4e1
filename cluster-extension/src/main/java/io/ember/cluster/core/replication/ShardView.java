package io.ember.cluster.core.replication;

import io.ember.cluster.core.migration.Migration;
import io.ember.cluster.core.state.Arrival;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a node is in its shard, as the control half tells its lanes. Immutable.
 *
 * @param number rises with every view
 * @param role what the lanes have to do
 * @param epoch of the shard; what is said in another one is not for this view
 * @param primary of the shard; null without a role
 * @param slots of this node: it executes calls on these and no others; none for a replica
 * @param counted whose acknowledgements a primary waits for, by run; without itself
 * @param replicas all nodes that copy the primary, by run
 * @param enoughMembers whether the in-sync set is as large as writes need
 * @param handsOver whether no call may begin, since a replica is about to take over
 * @param migrations from and to this node, that are not decided; none for a replica
 * @param arrivals by which migrations slots of the shard came here, of those that came by one
 */
public record ShardView(
    long number,
    Role role,
    long epoch,
    @Nullable NodeId primary,
    SlotSet slots,
    SortedMap<NodeId, Long> counted,
    SortedMap<NodeId, Long> replicas,
    boolean enoughMembers,
    boolean handsOver,
    List<Migration> migrations,
    List<Arrival> arrivals) {
  /** What a node does in its shard. */
  public enum Role {
    /** Nothing: it is not known in this run, or its shard has no primary. */
    NONE,
    /** It takes the calls. */
    PRIMARY,
    /** It copies the primary. */
    REPLICA
  }

  /** Before anything is known. */
  public static final ShardView NOTHING =
      new ShardView(
          0, Role.NONE, 0, null, SlotSet.EMPTY, new TreeMap<>(), new TreeMap<>(), false, false);

  /** Without slots that come and go. */
  public ShardView(
      long number,
      Role role,
      long epoch,
      @Nullable NodeId primary,
      SlotSet slots,
      SortedMap<NodeId, Long> counted,
      SortedMap<NodeId, Long> replicas,
      boolean enoughMembers,
      boolean handsOver) {
    this(
        number,
        role,
        epoch,
        primary,
        slots,
        counted,
        replicas,
        enoughMembers,
        handsOver,
        List.of(),
        List.of());
  }

  public ShardView {
    counted = Collections.unmodifiableSortedMap(new TreeMap<>(counted));
    replicas = Collections.unmodifiableSortedMap(new TreeMap<>(replicas));
    migrations = List.copyOf(migrations);
    arrivals = List.copyOf(arrivals);
  }

  /** {@return by which migration a slot came here, null if it did not come by one} */
  @Nullable Arrival arrivalOf(int slot) {
    for (Arrival arrival : arrivals) {
      if (arrival.slots().contains(slot)) {
        return arrival;
      }
    }
    return null;
  }

  /** {@return the same with other moves of slots} */
  public ShardView moving(List<Migration> nextMigrations, List<Arrival> nextArrivals) {
    return new ShardView(
        number,
        role,
        epoch,
        primary,
        slots,
        counted,
        replicas,
        enoughMembers,
        handsOver,
        nextMigrations,
        nextArrivals);
  }

  /** {@return the same under another number} */
  public ShardView withNumber(long next) {
    return new ShardView(
        next,
        role,
        epoch,
        primary,
        slots,
        counted,
        replicas,
        enoughMembers,
        handsOver,
        migrations,
        arrivals);
  }
}
