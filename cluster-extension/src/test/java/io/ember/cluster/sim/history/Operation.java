package io.ember.cluster.sim.history;

import org.jspecify.annotations.Nullable;

/**
 * One operation of one client on one slot.
 *
 * @param calledNs true time at which the client sent it
 * @param answeredNs true time at which it had the answer, or {@link #UNKNOWN}
 * @param answer what it was told; null if it does not know whether the operation happened
 */
public record Operation(
    int client,
    int slot,
    ModelCommand command,
    long calledNs,
    long answeredNs,
    @Nullable String answer) {
  /** The instant of an answer that never came: the operation may happen at any time, or never. */
  public static final long UNKNOWN = Long.MAX_VALUE;

  boolean isKnown() {
    return answer != null;
  }

  @Override
  public String toString() {
    return "client "
        + client
        + " slot "
        + slot
        + " "
        + command
        + " -> "
        + answer
        + " ["
        + calledNs / 1000
        + ", "
        + (answeredNs == UNKNOWN ? "?" : answeredNs / 1000)
        + "] us";
  }
}
