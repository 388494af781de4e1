package io.ember.cluster.lane;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a client loop has for the lanes since it last published: calls are gathered during an
 * iteration of the loop and published with one claim per lane, in order. What finds no room stays
 * for the next time; the loop then stops reading. Owner thread: the loop.
 */
public final class LanePublisher {
  /** What waits for one lane. */
  private static final class Outbox {
    private static final int INITIAL_ITEMS = 1024;

    private final LaneRing ring;
    private @Nullable Object[] items = new Object[INITIAL_ITEMS];
    private int count;

    Outbox(LaneRing ring) {
      this.ring = ring;
    }

    void add(Object item) {
      if (count == items.length) {
        items = Arrays.copyOf(items, 2 * count);
      }
      items[count++] = item;
    }

    /** {@return how many were published} */
    int publish() {
      int published = ring.tryPublish(items, count);
      int left = count - published;
      if (left > 0 && published > 0) {
        System.arraycopy(items, published, items, 0, left);
        Arrays.fill(items, left, count, null);
      }
      count = left;
      return published;
    }
  }

  private final Outbox[] outboxes;
  private int total;

  LanePublisher(LaneRing[] rings) {
    outboxes = new Outbox[rings.length];
    for (int i = 0; i < rings.length; i++) {
      outboxes[i] = new Outbox(rings[i]);
    }
  }

  /** {@return how many lanes there are} */
  public int laneCount() {
    return outboxes.length;
  }

  /** Adds a call for a lane. */
  public void add(int lane, LaneCall call) {
    addItem(lane, call);
  }

  /** Adds something for a lane: a call or a {@link LaneTask}. */
  void addItem(int lane, Object item) {
    outboxes[lane].add(item);
    total++;
  }

  /** {@return how many calls wait to be published} */
  public int waiting() {
    return total;
  }

  /** Publishes what there is room for. {@return whether that was all} */
  public boolean publish() {
    for (Outbox outbox : outboxes) {
      if (outbox.count > 0) {
        total -= outbox.publish();
      }
    }
    return total == 0;
  }
}
