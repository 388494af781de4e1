package io.ember.cluster.server;

import io.ember.cluster.session.DurationCounts;
import io.ember.cluster.session.TrafficFigures;
import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The sum of what the client loops count, since the start or the last {@link #reset}. Any thread.
 */
final class ServerTraffic implements TrafficFigures {
  private final List<ClientLoop> loops;
  // The loops count on: a reset only remembers how far they had come.
  private volatile Totals base = new Totals(0, 0, 0, 0, 0);

  private record Totals(long calls, long errors, long received, long sent, long slow) {}

  ServerTraffic(Collection<ClientLoop> loops) {
    this.loops = List.copyOf(loops);
  }

  private long sum(ToLongFunction<ClientLoop> counter) {
    return loops.stream().mapToLong(counter).sum();
  }

  @Override
  public long executedCalls() {
    return sum(ClientLoop::executedCalls) - base.calls;
  }

  @Override
  public long errorReplies() {
    return sum(ClientLoop::errorReplies) - base.errors;
  }

  @Override
  public long receivedBytes() {
    return sum(ClientLoop::receivedBytes) - base.received;
  }

  @Override
  public long sentBytes() {
    return sum(ClientLoop::sentBytes) - base.sent;
  }

  @Override
  public long slowSessionsClosed() {
    return sum(ClientLoop::slowSessions) - base.slow;
  }

  @Override
  public long[] durations() {
    long[] sums = new long[DurationCounts.BOUND_COUNT + 1];
    loops.forEach(loop -> loop.durations().addTo(sums));
    return sums;
  }

  @Override
  public long durationSumNs() {
    return sum(loop -> loop.durations().sumNs());
  }

  @Override
  public void reset() {
    base =
        new Totals(
            sum(ClientLoop::executedCalls),
            sum(ClientLoop::errorReplies),
            sum(ClientLoop::receivedBytes),
            sum(ClientLoop::sentBytes),
            sum(ClientLoop::slowSessions));
  }
}
