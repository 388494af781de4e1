package io.ember.examples.embedded;

import io.ember.examples.support.EmberNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the README tells to copy. */
final class Readme {
  private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Pattern FLAGS = Pattern.compile("(?s)```\n(--add-opens .*?)```");

  private Readme() {}

  /** {@return the embedded program} */
  static String program() throws IOException {
    return block(JAVA);
  }

  /** {@return the flags that the JVM needs for Chronicle Map} */
  static List<String> jvmFlags() throws IOException {
    return List.of(block(FLAGS).strip().split("\\s+"));
  }

  private static String block(Pattern pattern) throws IOException {
    Matcher matcher =
        pattern.matcher(Files.readString(EmberNode.projectDir().resolve("README.md")));
    if (!matcher.find()) {
      throw new AssertionError("README.md has no " + pattern);
    }
    return matcher.group(1);
  }
}
