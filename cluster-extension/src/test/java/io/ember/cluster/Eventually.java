package io.ember.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/** For what a node does on its own time, such as noticing that a connection is gone. */
public final class Eventually {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Eventually() {}

  /** Asks again and again, each time with a round trip, until the answer is the wanted one. */
  public static <T> void is(Supplier<T> question, T wanted) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    T answer = question.get();
    while (!Objects.equals(answer, wanted) && System.nanoTime() - deadline < 0) {
      answer = question.get();
    }
    assertThat(answer).isEqualTo(wanted);
  }
}
