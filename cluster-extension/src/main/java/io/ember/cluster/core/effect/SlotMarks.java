package io.ember.cluster.core.effect;

import io.ember.cluster.model.MigrationId;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
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

  private final Map<Integer, Mark> marks = new HashMap<>();
  private final BitSet staged = new BitSet();
  private final BitSet adopted = new BitSet();

  /** Slots that were dropped and have not come back. */
  private final BitSet gone = new BitSet();

  /** {@return the mark of a slot, null if it has none} */
  public @Nullable Mark of(int slot) {
    return marks.get(slot);
  }

  /** {@return the slots whose content is staged, ascending} */
  public int[] staged() {
    return staged.stream().toArray();
  }

  /** {@return the slots that came by a migration and are the node's own, ascending} */
  public int[] adopted() {
    return adopted.stream().toArray();
  }

  /** {@return whether the slot's content is not the node's own yet} */
  public boolean isStaged(int slot) {
    return staged.get(slot);
  }

  /** {@return whether the slot came by a migration} */
  public boolean hasMark(int slot) {
    return staged.get(slot) || adopted.get(slot);
  }

  /** {@return whether the slot has left the shard, as far as the log says} */
  public boolean hasGone(int slot) {
    return gone.get(slot);
  }

  void set(int slot, Mark mark) {
    gone.clear(slot);
    marks.put(slot, mark);
    staged.set(slot, !mark.isAdopted());
    adopted.set(slot, mark.isAdopted());
  }

  void drop(int slot) {
    forget(slot);
    gone.set(slot);
  }

  void forget(int slot) {
    gone.clear(slot);
    marks.remove(slot);
    staged.clear(slot);
    adopted.clear(slot);
  }
}
