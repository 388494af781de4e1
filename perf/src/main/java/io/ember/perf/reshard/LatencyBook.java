package io.ember.perf.reshard;

import io.ember.perf.load.IntervalLog;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * The latencies of one run, by phase, of SET and GET apart, and how they went over time. {@link
 * #record} by any thread; the rest by one at a time.
 */
final class LatencyBook {
  /** An hour; longer ones count as that. */
  private static final long MAX_NS = 3_600_000_000_000L;

  private static final int DIGITS = 3;

  /** What was recorded of one kind of operation in one phase. */
  private static final class Series {
    final Recorder recorder = new Recorder(1, MAX_NS, DIGITS);
    final Histogram total = newHistogram();
  }

  /**
   * A piece of the run.
   *
   * @param endNs when it ended, as {@code System.nanoTime()}
   * @param count operations that were answered in it
   */
  record Interval(long endNs, long count, double p99Ns, long maxNs) {}

  private final IntervalLog log;
  private final Map<Phase, Series> sets = newSeries();
  private final Map<Phase, Series> gets = newSeries();
  private final Series movingSets = new Series();
  private final Map<Place, Series> answers = newPlaces();
  private final List<Interval> intervals = new ArrayList<>();
  private long intervalStartMs = System.currentTimeMillis();

  LatencyBook(IntervalLog log) {
    this.log = log;
  }

  private static Map<Phase, Series> newSeries() {
    Map<Phase, Series> series = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      series.put(phase, new Series());
    }
    return Map.copyOf(series);
  }

  private Series series(Phase phase, boolean isSet) {
    return Objects.requireNonNull((isSet ? sets : gets).get(phase));
  }

  private static Histogram newHistogram() {
    return new Histogram(1, MAX_NS, DIGITS);
  }

  private static Map<Place, Series> newPlaces() {
    Map<Place, Series> series = new EnumMap<>(Place.class);
    for (Place place : Place.values()) {
      series.put(place, new Series());
    }
    return Map.copyOf(series);
  }

  private Series answers(Place place) {
    return Objects.requireNonNull(answers.get(place));
  }

  /**
   * Notes an operation that ended.
   *
   * @param latencyNs since it was due
   * @param answerNs since it was called: less if its thread was busy when it was due
   */
  void record(Phase phase, boolean isSet, Place place, long latencyNs, long answerNs) {
    long value = bounded(latencyNs);
    series(phase, isSet).recorder.recordValue(value);
    if (phase == Phase.DURING) {
      answers(place).recorder.recordValue(bounded(answerNs));
      if (isSet && place == Place.MOVING) {
        movingSets.recorder.recordValue(value);
      }
    }
  }

  private static long bounded(long ns) {
    return Math.max(1, Math.min(MAX_NS, ns));
  }

  /** Ends an interval: it goes to the log, and counts in the totals. */
  synchronized void endInterval() {
    long nowMs = System.currentTimeMillis();
    Histogram all = newHistogram();
    for (Phase phase : Phase.values()) {
      end(series(phase, true), phase.word() + "-SET", nowMs, all);
      end(series(phase, false), phase.word() + "-GET", nowMs, all);
    }
    end(movingSets, "during-SET-of-moving-slots", nowMs, newHistogram());
    for (Place place : Place.values()) {
      String tag = "during-answers-" + place.name().toLowerCase(Locale.ROOT);
      end(answers(place), tag, nowMs, newHistogram());
    }
    if (all.getTotalCount() > 0) {
      intervals.add(
          new Interval(
              System.nanoTime(),
              all.getTotalCount(),
              (double) all.getValueAtPercentile(99),
              all.getMaxValue()));
    }
    intervalStartMs = nowMs;
  }

  private void end(Series series, String tag, long nowMs, Histogram all) {
    Histogram interval = series.recorder.getIntervalHistogram();
    series.total.add(interval);
    all.add(interval);
    log.write(interval, tag, intervalStartMs, nowMs);
  }

  /** {@return SET and GET of a phase, as far as intervals have ended} */
  synchronized Histogram all(Phase phase) {
    Histogram all = newHistogram();
    all.add(series(phase, true).total);
    all.add(series(phase, false).total);
    return all;
  }

  /** {@return SET of a phase} */
  synchronized Histogram sets(Phase phase) {
    return series(phase, true).total;
  }

  /** {@return SET of keys in slots that move, while they move} */
  synchronized Histogram movingSets() {
    return movingSets.total;
  }

  /** {@return GET and SET during the move in slots of that place, since they were called} */
  synchronized Histogram answerTimes(Place place) {
    return answers(place).total;
  }

  /** {@return the intervals that have ended, in order} */
  synchronized List<Interval> intervals() {
    return List.copyOf(intervals);
  }
}
