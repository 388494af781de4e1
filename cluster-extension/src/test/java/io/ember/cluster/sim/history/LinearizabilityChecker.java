package io.ember.cluster.sim.history;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Judges histories: Wing and Gong's search with Lowe's memory of what was tried (Lowe 2017), one
 * slot at a time, since slots are independent and an EXEC stays within one.
 *
 * <p>An operation whose outcome is unknown may be given any place after its call, or none.
 */
public final class LinearizabilityChecker {
  /** Configurations after which a search is given up. */
  private static final int MAX_CONFIGURATIONS = 300_000;

  private record Configuration(BitSet done, SlotState state) {}

  private final long slackNs;

  /**
   * @param slackNs by how much the clocks that give keys their expiry may be wrong
   */
  public LinearizabilityChecker(long slackNs) {
    this.slackNs = slackNs;
  }

  /**
   * Judges a history.
   *
   * @throws AssertionError if no order explains it, with the slot and its last operations
   */
  public void check(List<Operation> history) {
    Map<Integer, List<Operation>> bySlot =
        history.stream()
            .collect(Collectors.groupingBy(Operation::slot, TreeMap::new, Collectors.toList()));
    bySlot.forEach(this::checkSlot);
  }

  private void checkSlot(int slot, List<Operation> operations) {
    List<Operation> sorted =
        operations.stream().sorted(Comparator.comparingLong(Operation::calledNs)).toList();
    Search search = new Search(sorted);
    if (!search.run()) {
      throw new AssertionError(
          "slot "
              + slot
              + " is not linearizable: after "
              + search.bestCount
              + " of "
              + sorted.size()
              + " operations the state was "
              + search.bestState
              + " and none of these fits:\n  "
              + search.stuckAt().stream()
                  .map(Operation::toString)
                  .collect(Collectors.joining("\n  ")));
    }
  }

  private final class Search {
    private final List<Operation> operations;
    private final Set<Configuration> tried = new HashSet<>();
    private final BitSet done = new BitSet();
    private int knownLeft;
    private int bestCount = -1;
    private SlotState bestState = SlotState.EMPTY;
    private BitSet bestDone = new BitSet();

    Search(List<Operation> operations) {
      this.operations = operations;
      knownLeft = (int) operations.stream().filter(Operation::isKnown).count();
    }

    boolean run() {
      // Depth first with a stack of its own: a history is longer than the stack of a thread is
      // deep.
      List<Frame> stack = new ArrayList<>();
      stack.add(new Frame(-1, successors(SlotState.EMPTY)));
      while (!stack.isEmpty()) {
        if (knownLeft == 0) {
          return true;
        }
        Frame top = stack.get(stack.size() - 1);
        if (top.next == top.successors.size()) {
          stack.remove(stack.size() - 1);
          undo(top.operation);
          continue;
        }
        Step step = top.successors.get(top.next++);
        take(step.operation());
        BitSet now = (BitSet) done.clone();
        if (!tried.add(new Configuration(now, step.state()))) {
          undo(step.operation());
          continue;
        }
        if (tried.size() > MAX_CONFIGURATIONS) {
          throw new AssertionError("undecided after " + MAX_CONFIGURATIONS + " configurations");
        }
        remember(now, step.state());
        stack.add(new Frame(step.operation(), successors(step.state())));
      }
      return knownLeft == 0;
    }

    private void remember(BitSet now, SlotState state) {
      int count = now.cardinality();
      if (count > bestCount) {
        bestCount = count;
        bestState = state;
        bestDone = now;
      }
    }

    List<Operation> stuckAt() {
      List<Operation> stuck = new ArrayList<>();
      for (int i = 0; i < operations.size() && stuck.size() < 12; i++) {
        if (!bestDone.get(i)) {
          stuck.add(operations.get(i));
        }
      }
      return stuck;
    }

    private void take(int operation) {
      done.set(operation);
      knownLeft -= operations.get(operation).isKnown() ? 1 : 0;
    }

    private void undo(int operation) {
      if (operation >= 0) {
        done.clear(operation);
        knownLeft += operations.get(operation).isKnown() ? 1 : 0;
      }
    }

    /** What may come next: whatever was called before the first answer that is still to come. */
    private List<Step> successors(SlotState state) {
      long firstAnswerNs = Operation.UNKNOWN;
      List<Integer> candidates = new ArrayList<>();
      for (int i = done.nextClearBit(0); i < operations.size(); i = done.nextClearBit(i + 1)) {
        Operation operation = operations.get(i);
        if (operation.calledNs() > firstAnswerNs) {
          break;
        }
        candidates.add(i);
        firstAnswerNs = Math.min(firstAnswerNs, operation.answeredNs());
      }
      List<Step> steps = new ArrayList<>();
      addSteps(steps, candidates, state, true);
      addSteps(steps, candidates, state, false);
      return steps;
    }

    private void addSteps(
        List<Step> steps, List<Integer> candidates, SlotState state, boolean known) {
      for (int i : candidates) {
        Operation operation = operations.get(i);
        if (operation.isKnown() != known) {
          continue;
        }
        for (SlotState branch : state.branches(operation)) {
          SlotState.Draft draft = new SlotState.Draft(branch, operation, slackNs);
          String answer = operation.command().apply(draft);
          SlotState after = draft.finish();
          boolean fits = known ? answer.equals(operation.answer()) : !after.equals(branch);
          if (fits) {
            steps.add(new Step(i, after));
          }
        }
      }
    }
  }

  private record Step(int operation, SlotState state) {}

  private static final class Frame {
    final int operation;
    final List<Step> successors;
    int next;

    Frame(int operation, List<Step> successors) {
      this.operation = operation;
      this.successors = successors;
    }
  }
}
