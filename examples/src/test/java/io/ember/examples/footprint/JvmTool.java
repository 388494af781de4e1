package io.ember.examples.footprint;

import io.ember.examples.support.ToolRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Asks a JVM about its heap, from outside: {@code jcmd} of the JDK that runs this test. */
final class JvmTool {
  private JvmTool() {}

  /** {@return bytes of the objects that can be reached; the JVM collects its garbage first} */
  static long liveHeapBytes(Path dir, long pid) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    ToolRun run = ToolRun.of(dir, List.of(jcmd, Long.toString(pid), "GC.class_histogram"));
    return run.output()
        .lines()
        .filter(line -> line.startsWith("Total"))
        .map(line -> line.trim().split("\\s+"))
        .mapToLong(words -> Long.parseLong(words[2]))
        .findFirst()
        .orElseThrow(() -> new AssertionError("jcmd: " + run.output()));
  }
}
