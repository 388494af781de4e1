package io.ember.examples.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A browser without a window, a new one for each look. */
public final class Chromium {
  /** The page's own clock runs through its pauses; what it fetches is waited for. */
  private static final String PAGE_TIME = "--virtual-time-budget=";

  private static final List<String> FLAGS =
      List.of(
          "chromium",
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--hide-scrollbars");

  private Chromium() {}

  /** Skips the test where there is none. */
  public static void assumeInstalled() {
    assumeTrue(
        RedisServer.isOnPath("chromium"), "chromium is not on the PATH: the page is not looked at");
  }

  /**
   * {@return the document after the page has lived for so many ms of its own time, without its
   * scripts and styles}
   *
   * @param dir for its profile
   */
  public static String document(Path dir, String url, int pageMs)
      throws IOException, InterruptedException {
    ToolRun run = run(dir, List.of(PAGE_TIME + pageMs, "--dump-dom", url));
    if (!run.output().contains("<html")) {
      throw new AssertionError("chromium shows nothing of " + url + ": " + run.output());
    }
    return run.output().replaceAll("(?s)<(script|style)>.*?</\\1>", "");
  }

  /** Draws the page into a PNG file of that size, in light or dark colours. */
  public static void draw(Path dir, String url, int pageMs, Path file, String size, boolean isDark)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.add(PAGE_TIME + pageMs);
    arguments.add("--window-size=" + size);
    arguments.add("--blink-settings=preferredColorScheme=" + (isDark ? 0 : 1));
    arguments.add("--screenshot=" + file.toAbsolutePath());
    arguments.add(url);
    ToolRun run = run(dir, arguments);
    if (!Files.exists(file)) {
      throw new AssertionError("chromium draws nothing of " + url + ": " + run.output());
    }
  }

  private static ToolRun run(Path dir, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(FLAGS);
    command.add("--user-data-dir=" + Files.createTempDirectory(dir, "chromium"));
    command.addAll(arguments);
    return ToolRun.of(dir, command);
  }
}
