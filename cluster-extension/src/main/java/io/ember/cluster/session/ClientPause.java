package io.ember.cluster.session;

import io.ember.engine.command.CommandFlag;
import io.ember.engine.command.CommandSpec;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * CLIENT PAUSE: until when calls of clients wait, and which.
 *
 * <p>The server asks {@link #holds} before it executes a call, stops reading a session whose call
 * is held, and goes on at {@link #endNanos} or when a listener tells of a change. Any thread.
 */
public final class ClientPause {
  /** Which calls wait. */
  public enum Mode {
    /** None. */
    OFF,
    /** Those that write or publish. */
    WRITE,
    /** All. */
    ALL
  }

  private record Window(Mode mode, long endNanos) {}

  private static final Window NONE = new Window(Mode.OFF, 0);

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Window window = NONE;

  /**
   * Begins a pause, or extends the one that runs: as in Redis the later end and the stricter mode
   * win.
   *
   * @param nowNanos by {@link System#nanoTime}
   */
  public void begin(Mode mode, long nowNanos, long lengthNanos) {
    synchronized (this) {
      Window old = window;
      boolean running = old.mode != Mode.OFF && old.endNanos - nowNanos > 0;
      long end = nowNanos + lengthNanos;
      window =
          new Window(
              running && old.mode == Mode.ALL ? Mode.ALL : mode,
              running && old.endNanos - end > 0 ? old.endNanos : end);
    }
    changed();
  }

  /** Ends the pause. */
  public void end() {
    window = NONE;
    changed();
  }

  /** {@return whether no pause was begun since the last one was ended: the usual case, quick} */
  public boolean isIdle() {
    return window.mode == Mode.OFF;
  }

  /** {@return whether a call of this command has to wait; it may be the end of the transaction} */
  public boolean holds(CommandSpec command, Transaction transaction, long nowNanos) {
    Window now = window;
    if (now.mode == Mode.OFF || now.endNanos - nowNanos <= 0) {
      return false;
    }
    return now.mode == Mode.ALL
        || mayWrite(command)
        || (command.name().equals("exec") && transaction.mayWrite());
  }

  /** {@return whether a pause of writes holds the command} */
  public static boolean mayWrite(CommandSpec command) {
    return command.is(CommandFlag.WRITE)
        || command.name().equals("publish")
        || command.name().equals("spublish");
  }

  /** {@return what is paused at this time} */
  public Mode mode(long nowNanos) {
    Window now = window;
    return now.endNanos - nowNanos > 0 ? now.mode : Mode.OFF;
  }

  /** {@return when the pause ends, by {@link System#nanoTime}} */
  public long endNanos() {
    return window.endNanos;
  }

  /** Calls this, on any thread, whenever a pause begins, changes or ends. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  private void changed() {
    listeners.forEach(Runnable::run);
  }
}
