package io.ember.engine.command;

import java.util.List;

/**
 * How a command uses a range of its arguments as keys.
 *
 * @param first index of the first key
 * @param last index of the last key; negative counts from the end, -1 being the last argument
 * @param step distance between keys
 * @param flags in Redis's words: RO, RW, OW or RM, then what is done with the value (access,
 *     update, insert, delete)
 * @param notes a remark, or empty
 */
public record KeySpec(int first, int last, int step, List<String> flags, String notes) {
  public KeySpec {
    flags = List.copyOf(flags);
  }
}
