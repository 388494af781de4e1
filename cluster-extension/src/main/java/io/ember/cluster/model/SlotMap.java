package io.ember.cluster.model;

import io.ember.engine.Slots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who owns which slot. Immutable: a change makes a new map. */
public final class SlotMap {
  /** Nobody owns anything. */
  public static final SlotMap EMPTY = new SlotMap(new NodeId[Slots.SLOT_COUNT]);

  private final @Nullable NodeId[] owners;
  private final Map<NodeId, List<SlotRange>> ranges;
  private final int assignedCount;

  /** Takes over the array. */
  private SlotMap(@Nullable NodeId[] owners) {
    this.owners = owners;
    Map<NodeId, List<SlotRange>> found = new LinkedHashMap<>();
    int assigned = 0;
    for (int first = 0; first < owners.length; ) {
      NodeId owner = owners[first];
      int last = first;
      while (last + 1 < owners.length && java.util.Objects.equals(owners[last + 1], owner)) {
        last++;
      }
      if (owner != null) {
        found.computeIfAbsent(owner, id -> new ArrayList<>()).add(new SlotRange(first, last));
        assigned += last - first + 1;
      }
      first = last + 1;
    }
    found.replaceAll((id, list) -> List.copyOf(list));
    ranges = found;
    assignedCount = assigned;
  }

  /** {@return a map in which one node owns every slot} */
  public static SlotMap ownedBy(NodeId owner) {
    return EMPTY.assign(SlotRange.ALL, owner);
  }

  /** {@return this map, but with the slots of the range owned by the node} */
  public SlotMap assign(SlotRange range, NodeId owner) {
    return with(range, owner);
  }

  /** {@return this map, but with the slots of the range owned by nobody} */
  public SlotMap unassign(SlotRange range) {
    return with(range, null);
  }

  private SlotMap with(SlotRange range, @Nullable NodeId owner) {
    @Nullable NodeId[] changed = owners.clone();
    Arrays.fill(changed, range.first(), range.last() + 1, owner);
    return new SlotMap(changed);
  }

  /** {@return this map, but with these slots owned by the node} */
  public SlotMap assign(SlotSet slots, NodeId owner) {
    return with(slots, owner);
  }

  /** {@return this map, but with these slots owned by nobody} */
  public SlotMap unassign(SlotSet slots) {
    return with(slots, null);
  }

  private SlotMap with(SlotSet slots, @Nullable NodeId owner) {
    if (slots.isEmpty()) {
      return this;
    }
    @Nullable NodeId[] changed = owners.clone();
    for (SlotRange range : slots.ranges()) {
      Arrays.fill(changed, range.first(), range.last() + 1, owner);
    }
    return new SlotMap(changed);
  }

  /** {@return the slots that a node owns} */
  public SlotSet setOf(NodeId owner) {
    return SlotSet.of(slotsOf(owner));
  }

  /** {@return the slots that somebody owns} */
  public SlotSet assigned() {
    return SlotSet.of(ranges.values().stream().flatMap(List::stream).toList());
  }

  /**
   * {@return the owner of a slot, or null}
   *
   * @throws IndexOutOfBoundsException if there is no such slot
   */
  public @Nullable NodeId owner(int slot) {
    return owners[slot];
  }

  /** {@return the runs of slots that a node owns, ascending; none touches the next one} */
  public List<SlotRange> slotsOf(NodeId owner) {
    return ranges.getOrDefault(owner, List.of());
  }

  /** {@return how many slots a node owns} */
  public int slotCountOf(NodeId owner) {
    return slotsOf(owner).stream().mapToInt(SlotRange::slotCount).sum();
  }

  /** {@return every node that owns a slot, by the first slot} */
  public List<NodeId> owners() {
    return List.copyOf(ranges.keySet());
  }

  /** {@return how many slots have an owner} */
  public int assignedCount() {
    return assignedCount;
  }

  /** {@return whether every slot has an owner} */
  public boolean isComplete() {
    return assignedCount == owners.length;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SlotMap that && Arrays.equals(owners, that.owners);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(owners);
  }

  @Override
  public String toString() {
    return ranges.toString();
  }
}
