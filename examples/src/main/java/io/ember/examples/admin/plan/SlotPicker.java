package io.ember.examples.admin.plan;

import io.ember.cluster.model.SlotRange;
import io.ember.cluster.model.SlotSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses which slots of one node go to another, if so much is to go: those that are the least
 * effort to move, where every range of slots that there is more of counts as much as a slot. Tables
 * of slots are told to every client, so they are kept short. Stateless but for what it was made
 * with.
 *
 * <p>To hit a sum exactly is a hard problem in general, so it tries some ways: ranges in one piece;
 * the heaviest slots that fit; the fewest.
 */
final class SlotPicker {
  private final SlotWeights weights;
  private final SlotSet available;
  private final SlotSet taker;
  private final boolean allGo;
  private final int rangesBefore;

  /**
   * @param available slots that may go
   * @param taker slots of the one that takes them
   * @param allGo whether all of them will go somewhere in the end, so that no choice saves any
   */
  SlotPicker(SlotWeights weights, SlotSet available, SlotSet taker, boolean allGo) {
    this.weights = weights;
    this.available = available;
    this.taker = taker;
    this.allGo = allGo;
    rangesBefore = available.ranges().size() + taker.ranges().size();
  }

  /**
   * {@return slots that weigh {@code least} to {@code most} together; null if it finds none}
   *
   * @param least at least 1
   */
  @Nullable SlotSet within(long least, long most) {
    SlotSet best = null;
    double bestEffort = Double.POSITIVE_INFINITY;
    for (SlotSet choice : choices(least, most)) {
      long sum = weights.sum(choice);
      double effort = effort(choice);
      if (sum >= least && sum <= most && effort < bestEffort) {
        best = choice;
        bestEffort = effort;
      }
    }
    return best;
  }

  private List<SlotSet> choices(long least, long most) {
    List<Integer> heaviestFirst = heaviestFirst();
    return List.of(
        pieces(least, most),
        closest(heaviestFirst, least, most),
        fewest(heaviestFirst, least, most));
  }

  /**
   * {@return slots that weigh less than so much together, but not much less if they can; empty if
   * each weighs more}
   */
  SlotSet below(long limit) {
    SlotSet taken = wholeRanges(limit);
    while (true) {
      SlotSet next = heaviestPiece(available.minus(taken), limit - weights.sum(taken));
      if (next.isEmpty()) {
        return taken;
      }
      taken = taken.plus(next);
    }
  }

  /** {@return the lightest slot that weighs more than so much; empty if none does} */
  SlotSet above(long limit) {
    List<Integer> slots = heaviestFirst();
    for (int i = slots.size() - 1; i >= 0; i--) {
      if (weights.of(slots.get(i)) > limit) {
        return SlotSet.ofSlots(slots.get(i));
      }
    }
    return SlotSet.EMPTY;
  }

  /** {@return how much it is to move these} */
  private double effort(SlotSet choice) {
    double effort = 0;
    for (int slot : choice.toArray()) {
      effort += cost(slot);
    }
    int after = available.minus(choice).ranges().size() + taker.plus(choice).ranges().size();
    return effort + after - rangesBefore;
  }

  private double cost(int slot) {
    return allGo ? 0 : weights.cost(slot);
  }

  private List<Integer> heaviestFirst() {
    List<Integer> slots = new ArrayList<>();
    for (int slot : available.toArray()) {
      if (weights.of(slot) > 0) {
        slots.add(slot);
      }
    }
    slots.sort(Comparator.comparingLong((Integer slot) -> -weights.of(slot)));
    return slots;
  }

  // ---- ranges in one piece

  /**
   * {@return a piece of a range, and before it the heaviest ones that weigh less while none is
   * heavy enough} Weighs too little if that ends without one.
   */
  private SlotSet pieces(long least, long most) {
    SlotSet taken = wholeRanges(least);
    long sum = weights.sum(taken);
    while (true) {
      SlotSet left = available.minus(taken);
      SlotSet last = piece(left, least - sum, most - sum);
      if (!last.isEmpty()) {
        return taken.plus(last);
      }
      SlotSet next = heaviestPiece(left, least - sum);
      if (next.isEmpty()) {
        return taken;
      }
      taken = taken.plus(next);
      sum += weights.sum(next);
    }
  }

  /** {@return the heaviest ranges, as long as the next one weighs less than what is missing} */
  private SlotSet wholeRanges(long limit) {
    List<SlotRange> ranges = new ArrayList<>(available.ranges());
    ranges.sort(Comparator.comparingLong((SlotRange range) -> -weightOf(range)));
    List<SlotRange> taken = new ArrayList<>();
    long sum = 0;
    for (SlotRange range : ranges) {
      long weight = weightOf(range);
      if (weight == 0 || sum + weight >= limit) {
        break;
      }
      taken.add(range);
      sum += weight;
    }
    return SlotSet.of(taken);
  }

  private long weightOf(SlotRange range) {
    long weight = 0;
    for (int slot = range.first(); slot <= range.last(); slot++) {
      weight += weights.of(slot);
    }
    return weight;
  }

  /** {@return the heaviest piece of a range that weighs less than so much, empty if none does} */
  private SlotSet heaviestPiece(SlotSet from, long limit) {
    SlotSet heaviest = SlotSet.EMPTY;
    long most = 0;
    for (SlotRange range : from.ranges()) {
      long sum = 0;
      int first = range.first();
      for (int last = range.first(); last <= range.last(); last++) {
        sum += weights.of(last);
        while (sum >= limit) {
          sum -= weights.of(first++);
        }
        if (sum > most) {
          most = sum;
          heaviest = SlotSet.of(new SlotRange(first, last));
        }
      }
    }
    return heaviest;
  }

  /** {@return the piece of least effort, empty if none weighs what it should} */
  private SlotSet piece(SlotSet from, long least, long most) {
    Piece best = new Piece(0, -1, Double.POSITIVE_INFINITY);
    for (SlotRange range : from.ranges()) {
      best = piece(range, least, most, best);
    }
    return best.last < 0 ? SlotSet.EMPTY : SlotSet.of(new SlotRange(best.first, best.last));
  }

  private record Piece(int first, int last, double effort) {}

  /** Looks at the shortest piece that is heavy enough from each slot on. */
  private Piece piece(SlotRange range, long least, long most, Piece bestSoFar) {
    Piece best = bestSoFar;
    int end = range.first(); // exclusive
    long sum = 0;
    double cost = 0;
    for (int first = range.first(); first <= range.last(); first++) {
      while (sum < least && end <= range.last()) {
        sum += weights.of(end);
        cost += cost(end);
        end++;
      }
      if (sum < least) {
        return best;
      }
      if (sum <= most) {
        double effort = cost + newRanges(range, first, end - 1);
        if (effort < best.effort) {
          best = new Piece(first, end - 1, effort);
        }
      }
      sum -= weights.of(first);
      cost -= cost(first);
    }
    return best;
  }

  private int newRanges(SlotRange range, int first, int last) {
    int giver = -1;
    giver += first > range.first() ? 1 : 0;
    giver += last < range.last() ? 1 : 0;
    int mine = 1;
    mine -= first > 0 && taker.contains(first - 1) ? 1 : 0;
    mine -= taker.contains(last + 1) ? 1 : 0;
    return giver + mine;
  }

  // ---- single slots

  /** {@return the heaviest slots that fit below, and the lightest one that fills up the rest} */
  private SlotSet closest(List<Integer> heaviestFirst, long least, long most) {
    BitSet taken = new BitSet();
    long sum = 0;
    for (int slot : heaviestFirst) {
      if (sum + weights.of(slot) <= least) {
        taken.set(slot);
        sum += weights.of(slot);
      }
    }
    int filler = -1;
    for (int slot : heaviestFirst) {
      long with = sum + weights.of(slot);
      if (with >= least && with <= most && !taken.get(slot)) {
        filler = slot;
      }
    }
    if (sum < least && filler >= 0) {
      taken.set(filler);
    }
    return SlotSet.ofSlots(taken.stream().toArray());
  }

  /** {@return the heaviest slots that fit, up to the one with which it is enough} */
  private SlotSet fewest(List<Integer> heaviestFirst, long least, long most) {
    BitSet taken = new BitSet();
    long sum = 0;
    for (int slot : heaviestFirst) {
      if (sum < least && sum + weights.of(slot) <= most) {
        taken.set(slot);
        sum += weights.of(slot);
      }
    }
    return SlotSet.ofSlots(taken.stream().toArray());
  }
}
