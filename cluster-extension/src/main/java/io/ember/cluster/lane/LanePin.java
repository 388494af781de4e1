package io.ember.cluster.lane;

import io.ember.engine.ConfigException;
import net.openhft.affinity.AffinityLock;
import org.jspecify.annotations.Nullable;

/** Binds the thread of a lane to a core, if the configuration wants it. */
final class LanePin implements AutoCloseable {
  private static final LanePin NONE = new LanePin(null, "not pinned");

  private final @Nullable AutoCloseable lock;
  private final String text;

  private LanePin(@Nullable AutoCloseable lock, String text) {
    this.lock = lock;
    this.text = text;
  }

  /**
   * Binds the current thread, if that is wanted.
   *
   * @throws ConfigException if it is wanted and cannot be done
   */
  static LanePin of(LaneConfig config, int lane) {
    if (!config.pin()) {
      return NONE;
    }
    int core = lane % Runtime.getRuntime().availableProcessors();
    try {
      return Affinity.pin(core);
    } catch (LinkageError e) {
      throw new ConfigException(
          "ember.lanes.pin = true needs net.openhft:affinity on the class path", e);
    }
  }

  @Override
  public void close() {
    AutoCloseable held = lock;
    if (held != null) {
      try {
        held.close();
      } catch (Exception e) {
        throw new IllegalStateException("could not release " + text, e);
      }
    }
  }

  @Override
  public String toString() {
    return text;
  }

  /** Apart, so that the library is loaded only when it is used: it is optional. */
  private static final class Affinity {
    static LanePin pin(int core) {
      AffinityLock lock = AffinityLock.acquireLock(core);
      if (lock.cpuId() != core) {
        lock.release();
        throw new ConfigException(
            "ember.lanes.pin = true: core " + core + " cannot be had; another process may own it");
      }
      return new LanePin(lock, "pinned to core " + core);
    }
  }
}
