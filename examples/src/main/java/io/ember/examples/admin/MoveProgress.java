package io.ember.examples.admin;

import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What the jobs of one plan have done so far, as a line. One thread. */
final class MoveProgress {
  private static final int BAR_WIDTH = 20;
  private static final double MEGABYTE = 1e6;
  private static final long RATE_NS = TimeUnit.SECONDS.toNanos(1);

  private final int slotsTotal;
  private final long startNs;
  private long rateNs;
  private long rateBytes;
  private double bytesPerSecond = -1;

  /**
   * @param slotsTotal how many slots are to move, 1 or more
   */
  MoveProgress(int slotsTotal, long startNs) {
    this.slotsTotal = slotsTotal;
    this.startNs = startNs;
    rateNs = startNs;
  }

  /** {@return the line; to be asked with each reading of the jobs} */
  String line(Collection<MigrationJob> jobs, long nowNs) {
    long slots = Math.min(slotsTotal, jobs.stream().mapToLong(MigrationJob::slotsDone).sum());
    int filled = (int) (slots * BAR_WIDTH / slotsTotal);
    StringBuilder line = new StringBuilder("moving     [");
    line.append("#".repeat(filled)).append("-".repeat(BAR_WIDTH - filled)).append("] ");
    line.append(format("%3d %%  %d of %d slots", slots * 100 / slotsTotal, slots, slotsTotal));
    line.append(carried(jobs));
    long bytes = jobs.stream().mapToLong(job -> Math.max(0, job.bytesMoved())).sum();
    double rate = rate(bytes, nowNs);
    if (rate >= 0) {
      line.append(format(", %.1f MB/s", rate / MEGABYTE));
    }
    long left = remainingMs(jobs, slots, nowNs);
    if (left >= 0) {
      line.append(", ").append(TimeUnit.MILLISECONDS.toSeconds(left + 999)).append(" s left");
    }
    if (jobs.stream().anyMatch(job -> job.state().equals("paused"))) {
      line.append(", paused");
    }
    return line.toString();
  }

  /**
   * {@return what there is to say at the end}
   *
   * @param isComplete whether all slots have moved, also where the job is forgotten
   */
  String total(Collection<MigrationJob> jobs, boolean isComplete, long nowNs) {
    long done = jobs.stream().mapToLong(MigrationJob::slotsDone).sum();
    long slots = isComplete ? slotsTotal : Math.min(slotsTotal, done);
    long bytes = jobs.stream().mapToLong(job -> Math.max(0, job.bytesMoved())).sum();
    return format("moved      %d of %d slots", slots, slotsTotal)
        + carried(jobs)
        + (bytes > 0 ? format(", %.1f MB", bytes / MEGABYTE) : "")
        + format(", in %.1f s", (nowNs - startNs) / 1e9);
  }

  private static String carried(Collection<MigrationJob> jobs) {
    boolean isKnown = jobs.stream().anyMatch(job -> job.keysMoved() >= 0);
    long keys = jobs.stream().mapToLong(job -> Math.max(0, job.keysMoved())).sum();
    return isKnown ? format(", %d keys", keys) : "";
  }

  /** {@return bytes a second over about the last second, negative while that is not known} */
  private double rate(long bytes, long nowNs) {
    if (nowNs - rateNs >= RATE_NS) {
      if (bytes > 0) {
        bytesPerSecond = Math.max(0, bytes - rateBytes) * 1e9 / (nowNs - rateNs);
      }
      rateNs = nowNs;
      rateBytes = bytes;
    }
    return bytesPerSecond;
  }

  /** What the nodes say, or else as fast as before. */
  private long remainingMs(Collection<MigrationJob> jobs, long slots, long nowNs) {
    long said =
        jobs.stream()
            .filter(job -> !job.hasEnded())
            .mapToLong(MigrationJob::remainingMs)
            .max()
            .orElse(-1);
    if (said >= 0 || slots == 0 || slots == slotsTotal) {
      return said;
    }
    return TimeUnit.NANOSECONDS.toMillis((nowNs - startNs) / slots * (slotsTotal - slots));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
