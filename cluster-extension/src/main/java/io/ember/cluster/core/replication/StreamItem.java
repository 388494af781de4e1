package io.ember.cluster.core.replication;

import io.ember.cluster.model.SlotSet;
import java.util.List;

/** What a primary sends to a replica of one log, in order. Immutable. */
@SuppressWarnings("ArrayRecordComponent") // byte strings by nature; nobody compares them
public sealed interface StreamItem {
  /** {@return about how many bytes it takes on the way} */
  default int bytes() {
    return 64;
  }

  /**
   * How far the two logs are the same.
   *
   * @param position the last one; -1 if the primary does not have what follows it any more
   */
  record Agreed(long position) implements StreamItem {}

  /**
   * Records with consecutive offsets, each behind its length (4 bytes).
   *
   * @param first the offset of the first
   */
  record Records(long first, byte[] encoded) implements StreamItem {
    @Override
    public int bytes() {
      return encoded.length + 64;
    }
  }

  /**
   * Slots follow; what the replica has of them is void.
   *
   * @param position where records go on
   * @param slots which slots; {@link SlotSet#ALL} for all of the log
   * @param epochs the primary's table up to the position, for a replica without one of its own
   */
  record FetchBegin(long position, SlotSet slots, List<EpochStart> epochs) implements StreamItem {
    public FetchBegin {
      epochs = List.copyOf(epochs);
    }

    /** {@return whether the replica begins anew} */
    boolean isFull() {
      return slots.equals(SlotSet.ALL);
    }
  }

  /** Entries of slots, as puts: as they are at this place between the records. */
  record Chunk(byte[] encoded) implements StreamItem {
    @Override
    public int bytes() {
      return encoded.length + 64;
    }
  }

  /** All slots were sent: with the records up to here the replica has a complete copy. */
  record FetchEnd() implements StreamItem {}
}
