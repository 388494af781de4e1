package io.ember.cluster.core.replication;

import io.ember.cluster.model.SlotSet;
import java.util.List;

/**
 * What a primary and a replica say to each other about one log. One in another epoch than the
 * receiver's is not for it. Immutable.
 */
public sealed interface LogMessage {
  /** {@return the epoch of the shard in which it was said} */
  long epoch();

  /** {@return which log} */
  int log();

  /**
   * A replica begins to follow.
   *
   * @param run of the replica
   * @param attachment a number that the replica never used before, in no run
   * @param epochs the table of its log
   * @param begin of its log: it cannot go back behind it
   * @param end of its log; -1 if it has no position at all
   */
  record Attach(
      long epoch, int log, long run, long attachment, List<EpochStart> epochs, long begin, long end)
      implements LogMessage {
    public Attach {
      epochs = List.copyOf(epochs);
    }
  }

  /**
   * A replica needs the content of slots; repeated until it is told that they follow.
   *
   * @param slots {@link SlotSet#ALL} for all of the log
   */
  record Fetch(long epoch, int log, long run, long attachment, SlotSet slots)
      implements LogMessage {}

  /**
   * What a replica has.
   *
   * @param sequence the next item that it wants
   * @param position up to which its log is the primary's and its data complete; -1 for none
   * @param isGap whether a later item came, so that those from the sequence on have to come again
   */
  record Ack(
      long epoch, int log, long run, long attachment, long sequence, long position, boolean isGap)
      implements LogMessage {}

  /**
   * The next item of a stream.
   *
   * @param sequence of the item in this attachment
   * @param commit what is committed
   */
  record Item(long epoch, int log, long attachment, long sequence, long commit, StreamItem item)
      implements LogMessage {}

  /**
   * There is nothing new but perhaps the commit offset.
   *
   * @param attachment {@link #TO_ALL} if the primary has just begun and knows of none
   * @param next the sequence that the next item will have
   */
  record Pulse(long epoch, int log, long attachment, long next, long commit) implements LogMessage {
    /** No attachment has this number. */
    public static final long TO_ALL = -1;
  }
}
