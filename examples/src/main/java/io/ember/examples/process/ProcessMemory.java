package io.ember.examples.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** What the operating system says of a process's memory. */
public final class ProcessMemory {
  private static final String RESIDENT = "VmRSS:";

  private ProcessMemory() {}

  /** {@return bytes of physical memory in use, or empty where there is no {@code /proc}} */
  public static OptionalLong residentBytes(long pid) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.isReadable(status)) {
      return OptionalLong.empty();
    }
    List<String> lines;
    try {
      lines = Files.readAllLines(status);
    } catch (IOException e) {
      // The process ended between the two look-ups.
      return OptionalLong.empty();
    }
    for (String line : lines) {
      if (line.startsWith(RESIDENT)) {
        String digits = line.replaceAll("\\D", "");
        return OptionalLong.of(Long.parseLong(digits) * 1024);
      }
    }
    return OptionalLong.empty();
  }
}
