package io.ember.cluster.core.effect;

import io.ember.cluster.model.MigrationId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * By which migration the content of slots came here, and whether it is this node's own already.
 * Changes only by effects, so that who repeats a log has the same marks. Owner thread: the lane.
 */
public final class SlotMarks {
  /**
   * One slot's.
   *
   * @param isAdopted whether the slot is the node's own; else its content is staged and hidden
   */
  public record Mark(MigrationId id, long attempt, boolean isAdopted) {
    /** {@return whether it is of that migration and attempt} */
    public boolean isOf(MigrationId other, long otherAttempt) {
      return id.equals(other) && attempt == otherAttempt;
    }

    /** {@return whether content of that migration and attempt is staged} */
    public boolean isStagedBy(MigrationId other, long otherAttempt) {
      return !isAdopted && isOf(other, otherAttempt);
    }
  }

  private final TreeMap<Integer, Mark> marks = new TreeMap<>();

  /** {@return the mark of a slot, null if it has none} */
  public @Nullable Mark of(int slot) {
    return marks.get(slot);
  }

  /** {@return all marks by slot, as a view} */
  public SortedMap<Integer, Mark> all() {
    return Collections.unmodifiableSortedMap(marks);
  }

  /** {@return whether the slot's content is not the node's own yet} */
  public boolean isStaged(int slot) {
    Mark mark = marks.isEmpty() ? null : marks.get(slot);
    return mark != null && !mark.isAdopted();
  }

  void set(int slot, Mark mark) {
    marks.put(slot, mark);
  }

  void forget(int slot) {
    marks.remove(slot);
  }
}
