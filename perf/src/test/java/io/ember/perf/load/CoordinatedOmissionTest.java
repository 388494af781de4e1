package io.ember.perf.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.perf.load.OpenLoop.Arrivals;
import java.util.PriorityQueue;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/**
 * A server in virtual time that takes 100 us a request and stalls for two of a hundred seconds,
 * driven by the schedule and the dispatcher of the generator.
 */
class CoordinatedOmissionTest {
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1000 * MS;
  private static final long SERVICE_NS = MS / 10;
  private static final long END_NS = 100 * SECOND;
  private static final long STALL_FROM_NS = 50 * SECOND;
  private static final long STALL_TO_NS = 52 * SECOND;
  private static final int CONNECTIONS = 10;

  @Test
  void aStallOfTwoPercentOfTheTimeShowsInThe99thPercentile() {
    Histogram latencies = run(new OpenLoop(0, END_NS, 1000, 1, Arrivals.UNIFORM, 1));

    assertThat(latencies.getTotalCount()).isEqualTo(100_000);
    assertThat(latencies.getValueAtPercentile(99)).isBetween(900 * MS, 1500 * MS);
    assertThat(latencies.getMaxValue()).isBetween(1990 * MS, 2010 * MS);
    assertThat(latencies.getValueAtPercentile(97)).isLessThan(2 * MS);
  }

  @Test
  void theSameHoldsForRandomArrivals() {
    Histogram latencies = run(new OpenLoop(0, END_NS, 1000, 1, Arrivals.POISSON, 3));

    assertThat(latencies.getValueAtPercentile(99)).isBetween(800 * MS, 1600 * MS);
    assertThat(latencies.getValueAtPercentile(90)).isLessThan(2 * MS);
  }

  @Test
  void theSameHoldsForPipelinedRequests() {
    Histogram latencies = run(new OpenLoop(0, END_NS, 1600, 16, Arrivals.UNIFORM, 1), 16);

    assertThat(latencies.getTotalCount()).isEqualTo(160_000);
    assertThat(latencies.getValueAtPercentile(99)).isBetween(900 * MS, 1500 * MS);
  }

  /** Why the open loop exists. */
  @Test
  void aClosedLoopHidesTheSameStall() {
    Histogram latencies = run(new ClosedLoop(END_NS, Long.MAX_VALUE));

    assertThat(latencies.getMaxValue()).isGreaterThan(1990 * MS);
    assertThat(latencies.getValueAtPercentile(99.9)).isLessThan(2 * MS);
  }

  @Test
  void moreThanTheServerCanDoPilesUpInsteadOfBeingForgotten() {
    Histogram latencies = run(new OpenLoop(0, 10 * SECOND, 20_000, 1, Arrivals.UNIFORM, 1));

    assertThat(latencies.getTotalCount()).isEqualTo(200_000);
    assertThat(latencies.getMaxValue()).isBetween(9900 * MS, 10_100 * MS);
  }

  private static Histogram run(Schedule schedule) {
    return run(schedule, 1);
  }

  private static Histogram run(Schedule schedule, int depth) {
    VirtualServer server = new VirtualServer(depth);
    Dispatcher dispatcher = new Dispatcher(schedule, server.outlets);
    while (true) {
      long nextNs = dispatcher.dispatch(server.nowNs);
      long answerNs = server.nextAnswerNs();
      long due = nextNs > server.nowNs ? nextNs : Schedule.NEVER;
      if (due == Schedule.NEVER && answerNs == Schedule.NEVER) {
        assertThat(dispatcher.sentCount()).isEqualTo(server.answeredCount);
        return server.latencies();
      }
      server.advanceTo(Math.min(due, answerNs));
    }
  }

  private record Answer(long atNs, long dueNs, VirtualConnection connection) {}

  /** One queue for all connections, as one thread serves them. */
  private static final class VirtualServer {
    final VirtualConnection[] outlets = new VirtualConnection[CONNECTIONS];
    final PriorityQueue<Answer> answers =
        new PriorityQueue<>((a, b) -> Long.compare(a.atNs(), b.atNs()));
    final LatencyRecorder recorder = new LatencyRecorder();
    long nowNs;
    long freeAtNs;
    long answeredCount;

    VirtualServer(int depth) {
      for (int i = 0; i < CONNECTIONS; i++) {
        outlets[i] = new VirtualConnection(this, depth);
      }
    }

    void take(VirtualConnection connection, long dueNs) {
      long startNs = Math.max(nowNs, freeAtNs);
      if (startNs >= STALL_FROM_NS && startNs < STALL_TO_NS) {
        startNs = STALL_TO_NS;
      }
      freeAtNs = startNs + SERVICE_NS;
      answers.add(new Answer(freeAtNs, dueNs, connection));
    }

    long nextAnswerNs() {
      Answer next = answers.peek();
      return next == null ? Schedule.NEVER : next.atNs();
    }

    void advanceTo(long atNs) {
      nowNs = atNs;
      for (Answer next = answers.peek();
          next != null && next.atNs() <= nowNs;
          next = answers.peek()) {
        answers.remove(next);
        next.connection().answered();
        recorder.record(true, nowNs - next.dueNs());
        answeredCount++;
      }
    }

    Histogram latencies() {
      Histogram sets = LatencyRecorder.newHistogram();
      recorder.drainTo(sets, LatencyRecorder.newHistogram());
      return sets;
    }
  }

  private static final class VirtualConnection implements Outlet {
    private final VirtualServer server;
    private final int depth;
    private int sent;
    private int answered;

    VirtualConnection(VirtualServer server, int depth) {
      this.server = server;
      this.depth = depth;
    }

    @Override
    public boolean hasRoom() {
      return sent < depth;
    }

    @Override
    public void send(long dueNs) {
      sent++;
      server.take(this, dueNs);
    }

    void answered() {
      answered++;
      if (answered == sent) {
        answered = 0;
        sent = 0;
      }
    }
  }
}
