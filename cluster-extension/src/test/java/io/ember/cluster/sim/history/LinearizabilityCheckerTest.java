package io.ember.cluster.sim.history;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ember.cluster.sim.history.ModelCommand.Append;
import io.ember.cluster.sim.history.ModelCommand.Condition;
import io.ember.cluster.sim.history.ModelCommand.Del;
import io.ember.cluster.sim.history.ModelCommand.Exec;
import io.ember.cluster.sim.history.ModelCommand.Get;
import io.ember.cluster.sim.history.ModelCommand.Incr;
import io.ember.cluster.sim.history.ModelCommand.Set;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LinearizabilityCheckerTest {
  private static final long SECOND = 1_000_000_000;
  private final LinearizabilityChecker checker = new LinearizabilityChecker(SECOND / 10);

  private static Operation op(ModelCommand command, long called, long answered, String answer) {
    return new Operation(0, 1, command, called, answered, answer);
  }

  private static Operation unknown(ModelCommand command, long called) {
    return new Operation(0, 1, command, called, Operation.UNKNOWN, null);
  }

  private static Set set(String value) {
    return new Set("k", value, Condition.ALWAYS, 0);
  }

  private void accepts(Operation... history) {
    assertDoesNotThrow(() -> checker.check(List.of(history)));
  }

  private void refuses(Operation... history) {
    refuses(List.of(history));
  }

  /** Refused, and not given up. */
  private void refuses(List<Operation> history) {
    AssertionError refusal = assertThrows(AssertionError.class, () -> checker.check(history));
    assertTrue(String.valueOf(refusal.getMessage()).contains("is not linearizable"));
  }

  @Test
  void acceptsAReadThatOverlapsAWriteEitherWay() {
    accepts(op(set("1"), 0, 10, "OK"), op(set("2"), 20, 40, "OK"), op(new Get("k"), 25, 30, "1"));
    accepts(op(set("1"), 0, 10, "OK"), op(set("2"), 20, 40, "OK"), op(new Get("k"), 25, 30, "2"));
  }

  @Test
  void refusesAStaleRead() {
    refuses(op(set("1"), 0, 10, "OK"), op(set("2"), 20, 30, "OK"), op(new Get("k"), 40, 50, "1"));
  }

  @Test
  void refusesALostWrite() {
    refuses(op(set("1"), 0, 10, "OK"), op(new Get("k"), 20, 30, "nil"));
  }

  @Test
  void refusesReadsThatGoBack() {
    refuses(
        op(set("1"), 0, 10, "OK"),
        op(set("2"), 20, 90, "OK"),
        op(new Get("k"), 30, 40, "2"),
        op(new Get("k"), 50, 60, "1"));
  }

  @Test
  void letsAnUnknownWriteHappenLateOrNever() {
    accepts(
        op(set("1"), 0, 10, "OK"),
        unknown(set("2"), 20),
        op(new Get("k"), 30, 40, "1"),
        op(new Get("k"), 50, 60, "2"));
    accepts(op(set("1"), 0, 10, "OK"), unknown(set("2"), 20), op(new Get("k"), 30, 40, "1"));
  }

  @Test
  void refusesAnUnknownWriteThatHappensTwice() {
    refuses(
        unknown(new Incr("k"), 0), op(new Incr("k"), 20, 30, "2"), op(new Get("k"), 40, 50, "3"));
  }

  @Test
  void takesATransactionAsOneOperation() {
    Exec both = new Exec(List.of(set("1"), new Set("l", "1", Condition.ALWAYS, 0)));
    accepts(op(both, 0, 50, "[OK, OK]"), op(new Get("k"), 10, 20, "nil"));
    refuses(
        op(both, 0, 50, "[OK, OK]"),
        op(new Get("k"), 10, 20, "1"),
        op(new Get("l"), 30, 40, "nil"));
  }

  @Test
  void letsAKeyExpireWithinItsWindowOnly() {
    Set brief = new Set("k", "1", Condition.ALWAYS, 1000);
    accepts(op(brief, 0, 10, "OK"), op(new Get("k"), SECOND, SECOND + 1, "1"));
    accepts(op(brief, 0, 10, "OK"), op(new Get("k"), SECOND, SECOND + 1, "nil"));
    refuses(op(brief, 0, 10, "OK"), op(new Get("k"), SECOND / 2, SECOND / 2 + 1, "nil"));
    refuses(op(brief, 0, 10, "OK"), op(new Get("k"), 2 * SECOND, 2 * SECOND + 1, "1"));
    refuses(
        op(brief, 0, 10, "OK"),
        op(new Get("k"), SECOND, SECOND + 1, "nil"),
        op(new Get("k"), SECOND + 2, SECOND + 3, "1"));
  }

  @Test
  void knowsConditionsAndAnswersOfEachCommand() {
    accepts(
        op(new Set("k", "a", Condition.XX, 0), 0, 1, "nil"),
        op(new Set("k", "a", Condition.NX, 0), 2, 3, "OK"),
        op(new Set("k", "b", Condition.NX, 0), 4, 5, "nil"),
        op(new Append("k", "c"), 6, 7, "2"),
        op(new Incr("k"), 8, 9, Incr.NO_NUMBER),
        op(new Del("k"), 10, 11, "1"),
        op(new Del("k"), 12, 13, "0"),
        op(new Incr("k"), 14, 15, "1"));
  }

  /** A register that is right, then the same with one answer changed. */
  @Test
  void acceptsWhatOneRegisterAnswersAndRefusesOneWrongAnswer() {
    for (long seed = 1; seed <= 20; seed++) {
      List<Operation> history = history(new SplittableRandom(seed));
      checker.check(history);
      int victim = lastRead(history);
      Operation read = history.get(victim);
      history.set(victim, op(read.command(), read.calledNs(), read.answeredNs(), "never written"));
      refuses(history);
    }
  }

  private static int lastRead(List<Operation> history) {
    int last = -1;
    for (int i = 0; i < history.size(); i++) {
      if (history.get(i).command() instanceof Get) {
        last = i;
      }
    }
    return last;
  }

  /** Clients of a map that is one, whose operations take effect somewhere within their time. */
  private static List<Operation> history(SplittableRandom random) {
    Map<Long, Operation> atInstant = new TreeMap<>();
    for (int i = 0; i < 60; i++) {
      long at = 1000L * i + random.nextInt(900);
      ModelCommand command = random.nextBoolean() ? set(Integer.toString(i)) : new Get("k");
      @Nullable String answer = random.nextInt(20) == 0 ? null : "";
      atInstant.put(
          at,
          new Operation(
              i % 8,
              1,
              command,
              at - random.nextInt(4000),
              answer == null ? Operation.UNKNOWN : at + random.nextInt(4000),
              answer));
    }
    List<Operation> history = new ArrayList<>();
    SlotState state = SlotState.EMPTY;
    for (Operation each : atInstant.values()) {
      SlotState.Draft draft = new SlotState.Draft(state, each, 0);
      String answer = each.command().apply(draft);
      state = draft.finish();
      history.add(
          new Operation(
              each.client(),
              1,
              each.command(),
              each.calledNs(),
              each.answeredNs(),
              each.answer() == null ? null : answer));
    }
    return history;
  }
}
