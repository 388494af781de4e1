package io.ember.cluster.sim.history;

import java.util.List;
import java.util.stream.Collectors;

/** The commands of which histories are made, each with its meaning on {@link SlotState}. */
public sealed interface ModelCommand {
  /** What an answer without a value looks like. */
  String NIL = "nil";

  /** Applies the command. {@return the answer} */
  String apply(SlotState.Draft state);

  /** {@return the keys it touches} */
  List<String> keys();

  /** {@return whether it may change data} */
  default boolean writes() {
    return true;
  }

  record Get(String key) implements ModelCommand {
    @Override
    public String apply(SlotState.Draft state) {
      String value = state.value(key);
      return value == null ? NIL : value;
    }

    @Override
    public List<String> keys() {
      return List.of(key);
    }

    @Override
    public boolean writes() {
      return false;
    }
  }

  /** Under which condition SET sets. */
  enum Condition {
    ALWAYS,
    NX,
    XX
  }

  /**
   * SET.
   *
   * @param ttlMs 0 for none
   */
  record Set(String key, String value, Condition condition, long ttlMs) implements ModelCommand {
    @Override
    public String apply(SlotState.Draft state) {
      boolean there = state.value(key) != null;
      if ((condition == Condition.NX && there) || (condition == Condition.XX && !there)) {
        return NIL;
      }
      state.put(key, value, ttlMs);
      return "OK";
    }

    @Override
    public List<String> keys() {
      return List.of(key);
    }
  }

  record Incr(String key) implements ModelCommand {
    /** What the answer begins with if the value is no number. */
    public static final String NO_NUMBER = "ERR value is not an integer or out of range";

    @Override
    public String apply(SlotState.Draft state) {
      String value = state.value(key);
      long next;
      try {
        next = value == null ? 1 : Math.incrementExact(Long.parseLong(value));
      } catch (ArithmeticException | NumberFormatException e) {
        return NO_NUMBER;
      }
      state.replace(key, Long.toString(next));
      return Long.toString(next);
    }

    @Override
    public List<String> keys() {
      return List.of(key);
    }
  }

  record Append(String key, String text) implements ModelCommand {
    @Override
    public String apply(SlotState.Draft state) {
      String value = state.value(key);
      String next = value == null ? text : value + text;
      state.replace(key, next);
      return Integer.toString(next.length());
    }

    @Override
    public List<String> keys() {
      return List.of(key);
    }
  }

  record Del(String key) implements ModelCommand {
    @Override
    public String apply(SlotState.Draft state) {
      return state.remove(key) ? "1" : "0";
    }

    @Override
    public List<String> keys() {
      return List.of(key);
    }
  }

  /** MULTI, the commands, EXEC. */
  record Exec(List<ModelCommand> commands) implements ModelCommand {
    public Exec {
      commands = List.copyOf(commands);
    }

    @Override
    public String apply(SlotState.Draft state) {
      return commands.stream()
          .map(command -> command.apply(state))
          .collect(Collectors.joining(", ", "[", "]"));
    }

    @Override
    public List<String> keys() {
      return commands.stream().flatMap(command -> command.keys().stream()).distinct().toList();
    }
  }
}
