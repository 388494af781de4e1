package io.ember.perf.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux tells of a process in {@code /proc}. Stateless. */
public final class ProcessStats {
  /** {@code USER_HZ}: 100 on every architecture that Java 17 runs on. */
  private static final long TICK_NS = 10_000_000;

  private static final int UTIME = 11;

  private ProcessStats() {}

  /** {@return resident memory, bytes} */
  public static long rssBytes(long pid) throws IOException {
    for (String line : Files.readAllLines(file(pid, "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IOException("no VmRSS of process " + pid);
  }

  /** {@return processor time of all threads, user and system, ns in steps of 10 ms} */
  public static long cpuNs(long pid) throws IOException {
    return parseCpuNs(Files.readString(file(pid, "stat")));
  }

  /** {@return the processor time in the text of {@code /proc/PID/stat}} */
  static long parseCpuNs(String stat) {
    // The name of the program stands in parentheses and may hold spaces and parentheses itself.
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).trim().split(" "));
    return (Long.parseLong(fields.get(UTIME)) + Long.parseLong(fields.get(UTIME + 1))) * TICK_NS;
  }

  /** {@return the program of the process, such as "java"} */
  static String program(long pid) throws IOException {
    return Files.readString(file(pid, "comm")).trim();
  }

  private static Path file(long pid, String name) {
    return Path.of("/proc", Long.toString(pid), name);
  }
}
