package io.ember.cluster.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class ThreadSlicesTest {
  private static final Path SCHED = Path.of("/proc/thread-self/sched");

  @Test
  void theKernelShowsTheSliceOfTheThreadAndItsPriorityIsAsBefore() throws Exception {
    assumeTrue(Files.isReadable(SCHED), "needs the proc file system of Linux");
    assumeTrue(slice() > 0, "needs a kernel that shows slices, Linux 6.14 or later");
    List<String> before = priority();

    assertThat(inThread(() -> new ThreadSlices(200).applyToCurrentThread())).isEqualTo(200_000);
    assertThat(inThread(ThreadSlicesTest::startAnotherThatHasNone)).isEqualTo(200_000);
    assertThat(inThread(() -> new ThreadSlices(0).applyToCurrentThread())).isEqualTo(slice());
    assertThat(priority()).isEqualTo(before);
  }

  private static void startAnotherThatHasNone() {
    try {
      long usual = slice();
      new ThreadSlices(200).applyToCurrentThread();
      assertThat(inThread(() -> {})).isEqualTo(usual);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static long inThread(Runnable task) throws Exception {
    FutureTask<Long> asked =
        new FutureTask<>(
            () -> {
              List<String> before = priority();
              task.run();
              assertThat(priority()).isEqualTo(before);
              return slice();
            });
    new Thread(asked).start();
    return asked.get();
  }

  private static long slice() throws IOException {
    return lines("se.slice").stream()
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).trim()))
        .findFirst()
        .orElse(0);
  }

  private static List<String> priority() throws IOException {
    return lines("prio");
  }

  private static List<String> lines(String name) throws IOException {
    return Files.readAllLines(SCHED).stream().filter(line -> line.startsWith(name)).toList();
  }
}
