package io.ember.cluster.admin;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the operating system and the JVM know of this process. Where the system does not tell, which
 * is everywhere but on Linux, a figure is -1 or is derived from what the JVM knows. Stateless.
 */
public final class ProcessFigures {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path STAT = Path.of("/proc/self/stat");

  /** Ticks per second in /proc: 100 on every Linux that runs a JVM. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;

  private ProcessFigures() {}

  /** {@return memory of the process that lies in RAM, bytes; -1 if unknown} */
  public static long residentBytes() {
    return statusBytes("VmRSS:");
  }

  /** {@return the most that it was, bytes; -1 if unknown} */
  public static long residentPeakBytes() {
    return statusBytes("VmHWM:");
  }

  private static long statusBytes(String name) {
    try {
      for (String line : Files.readAllLines(STATUS, StandardCharsets.US_ASCII)) {
        if (line.startsWith(name)) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
      return -1;
    } catch (IOException | NumberFormatException e) {
      return -1;
    }
  }

  /** Processor time in seconds. */
  public record Cpu(double user, double system) {}

  /** {@return the processor time that the process has used} */
  public static Cpu cpu() {
    try {
      String stat = Files.readString(STAT, StandardCharsets.US_ASCII);
      // The name of the program, in parentheses, may contain anything; what follows is numbers.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return new Cpu(
          Long.parseLong(fields[USER_TICKS]) / TICKS_PER_SECOND,
          Long.parseLong(fields[SYSTEM_TICKS]) / TICKS_PER_SECOND);
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return new Cpu(processCpuSeconds(), 0);
    }
  }

  private static double processCpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? Math.max(0, system.getProcessCpuTime() / 1e9)
        : 0;
  }

  /** {@return memory of the machine, bytes; -1 if unknown} */
  public static long machineBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : -1;
  }

  /** {@return the Java heap} */
  public static MemoryUsage heap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
  }
}
