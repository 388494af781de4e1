package io.ember.cluster.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.protocol.RaftPeerId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brings about what happens in Ratis once in a few hundred times by itself. */
class StuckFollowerTest {
  @TempDir Path directory;

  @Test
  void letsGoAWatcherThatWaitsForTheLockOfItsServer() throws Exception {
    try (RaftCluster cluster = RaftCluster.of(directory, 3, 1)) {
      cluster.member(1).setVoters(1, 2, 3);
      RaftCluster.until(() -> watcher() != null);
      Thread watcher = Objects.requireNonNull(watcher());
      Object server = field(watcher, "server");
      RaftPeerId id = RaftPeerId.valueOf(watcher.getName().split("@", -1)[0]);
      Method stop = watcher.getClass().getDeclaredMethod("stopRunning");
      stop.setAccessible(true);
      CompletableFuture<?> end;
      synchronized (server) {
        RaftCluster.until(() -> watcher.getState() == Thread.State.BLOCKED);
        assertThat(StuckFollower.free(id)).as("it was not told to end").isFalse();

        end = (CompletableFuture<?>) stop.invoke(watcher);
        assertThat(end).as("it waits for the lock that its waiter holds").isNotDone();
        StuckFollower.watch(id, end::isDone);
        RaftCluster.until(end::isDone);
      }
      assertThat(end).isCompleted();
    }
  }

  private static @Nullable Thread watcher() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getClass().getSimpleName().equals("FollowerState"))
        .findFirst()
        .orElse(null);
  }

  private static Object field(Object of, String name) throws ReflectiveOperationException {
    Field field = of.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }
}
