package io.ember.cluster.raft;

import java.lang.reflect.Field;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.ratis.protocol.RaftPeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees a server of Ratis from a deadlock of its own (seen with 3.3.0): whoever takes an entry that
 * makes a listener a follower holds the lock of the server and waits for the end of the thread that
 * watches for the leader; and that thread, if its timeout came at this very moment, waits for the
 * lock before it looks whether it was told to end.
 *
 * <p>It was told to end, so to say that it has ended changes nothing but the waiting. That is done
 * by reflection; should another version of Ratis not have these fields, nothing is done, and a line
 * in the log says so. Stateless; any thread.
 */
final class StuckFollower {
  private static final Logger LOG = LoggerFactory.getLogger(StuckFollower.class);
  private static final String WATCHER = "org.apache.ratis.server.impl.FollowerState";
  private static final long PATIENCE_MS = 300;
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(PATIENCE_MS, TimeUnit.MILLISECONDS);

  /** Whether this Ratis is not the one that this knows. */
  private static volatile boolean isOther;

  private StuckFollower() {}

  /**
   * Looks after a call that changes the group, until it has returned.
   *
   * @param server on which it was called
   */
  static void watch(RaftPeerId server, BooleanSupplier hasReturned) {
    LATER.execute(
        () -> {
          if (!hasReturned.getAsBoolean() && !isOther) {
            free(server);
            watch(server, hasReturned);
          }
        });
  }

  /** {@return whether a watcher of that server had to be given up} */
  static boolean free(RaftPeerId server) {
    boolean freed = false;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getClass().getName().equals(WATCHER)
          && thread.getName().startsWith(server + "@")
          && thread.getState() == Thread.State.BLOCKED) {
        freed |= freeWatcher(thread);
      }
    }
    return freed;
  }

  private static boolean freeWatcher(Thread watcher) {
    try {
      Field running = watcher.getClass().getDeclaredField("isRunning");
      Field stopped = watcher.getClass().getDeclaredField("stopped");
      running.setAccessible(true);
      stopped.setAccessible(true);
      if (running.getBoolean(watcher)) {
        return false; // it only waits for its turn
      }
      boolean freed = ((CompletableFuture<?>) stopped.get(watcher)).complete(null);
      if (freed) {
        LOG.info("raft: {} and its server waited for each other; it was let go", watcher.getName());
      }
      return freed;
    } catch (ReflectiveOperationException | RuntimeException e) {
      isOther = true;
      LOG.warn("raft: {} cannot be looked into: this Ratis is another one", watcher.getName(), e);
      return false;
    }
  }
}
