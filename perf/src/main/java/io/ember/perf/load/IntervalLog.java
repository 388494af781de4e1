package io.ember.perf.load;

import java.io.FileNotFoundException;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.jspecify.annotations.Nullable;

/**
 * The raw histograms of a run, one of SET and one of GET for each second, in the log format of
 * HdrHistogram ({@code .hlog}), values in ns. One thread.
 */
public final class IntervalLog implements AutoCloseable {
  /** Keeps nothing. */
  public static final IntervalLog NONE = new IntervalLog(null);

  private final @Nullable HistogramLogWriter writer;

  private IntervalLog(@Nullable HistogramLogWriter writer) {
    this.writer = writer;
  }

  /** {@return a log in a new file, which begins with the comment} */
  public static IntervalLog create(Path file, String comment) throws FileNotFoundException {
    HistogramLogWriter writer = new HistogramLogWriter(file.toFile());
    long nowMs = System.currentTimeMillis();
    writer.outputComment("[" + comment + "]");
    writer.outputLogFormatVersion();
    writer.outputStartTime(nowMs);
    writer.setBaseTime(nowMs);
    writer.outputLegend();
    return new IntervalLog(writer);
  }

  /** Writes the interval, unless it is empty. */
  public void write(Histogram interval, String tag, long startMs, long endMs) {
    if (writer != null && interval.getTotalCount() > 0) {
      interval.setTag(tag);
      interval.setStartTimeStamp(startMs);
      interval.setEndTimeStamp(endMs);
      writer.outputIntervalHistogram(interval);
    }
  }

  @Override
  public void close() {
    if (writer != null) {
      writer.close();
    }
  }
}
