package io.ember.cluster.server;

import io.ember.cluster.session.ServerSettings;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Closes connections whose clients have been silent for longer than is allowed. Subscribers only
 * listen, so their silence is none. Owner thread: the loop, about once a second.
 */
final class IdleSweep implements Runnable {
  /** How often a loop looks. */
  static final long PERIOD_MS = 1000;

  private final ClientLoop loop;
  private final ServerSettings settings;
  private final LongSupplier clockMs;

  /**
   * @param clockMs the wall clock, ms since the epoch
   */
  IdleSweep(ClientLoop loop, ServerSettings settings, LongSupplier clockMs) {
    this.loop = loop;
    this.settings = settings;
    this.clockMs = clockMs;
  }

  @Override
  public void run() {
    long timeoutMs = TimeUnit.SECONDS.toMillis(settings.idleTimeoutSeconds());
    if (timeoutMs == 0) {
      return;
    }
    long nowMs = clockMs.getAsLong();
    for (ClientConnection connection : List.copyOf(loop.connections())) {
      boolean silent = nowMs - connection.figures().lastActiveAtMs() > timeoutMs;
      if (silent && connection.isIdle()) {
        connection.close();
      }
    }
  }
}
