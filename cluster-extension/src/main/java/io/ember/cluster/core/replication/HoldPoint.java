package io.ember.cluster.core.replication;

import io.ember.cluster.model.Logs;

/**
 * What has to be committed before replies may leave, and whether they need a lease. Reused; owner
 * thread: the lane.
 */
public final class HoldPoint {
  private final long[] needed = new long[Logs.COUNT];
  private int logs;
  private long epoch;
  private long executedAtNs;
  private long executedAtWallMs;
  private boolean needsLease;

  /** Needs nothing; for calls that are executed in this epoch. */
  public void begin(long inEpoch) {
    logs = 0;
    epoch = inEpoch;
    needsLease = false;
  }

  void need(int log, long offset) {
    int bit = 1 << log;
    needed[log] = (logs & bit) == 0 ? offset : Math.max(needed[log], offset);
    logs |= bit;
  }

  void needLease() {
    needsLease = true;
  }

  /**
   * Notes that everything was executed.
   *
   * @param nowNs a clock read from after it
   * @param wallMs the wall clock, read after the other
   */
  public void executedAt(long nowNs, long wallMs) {
    executedAtNs = nowNs;
    executedAtWallMs = wallMs;
  }

  /**
   * The wall clock is at that time by now: an execution that it calls later was before a step of
   * the clock, and any later reading stands for it as well.
   */
  public void wallClock(long wallMs) {
    executedAtWallMs = Math.min(executedAtWallMs, wallMs);
  }

  /** {@return whether nothing has to be waited for} */
  public boolean isFree() {
    return logs == 0 && !needsLease;
  }

  int logs() {
    return logs;
  }

  long needed(int log) {
    return needed[log];
  }

  /** {@return the epoch in which what it is about was executed} */
  public long epoch() {
    return epoch;
  }

  long executedAtNs() {
    return executedAtNs;
  }

  long executedAtWallMs() {
    return executedAtWallMs;
  }

  /** {@return whether it needs a lease beside commits} */
  public boolean needsLease() {
    return needsLease;
  }
}
