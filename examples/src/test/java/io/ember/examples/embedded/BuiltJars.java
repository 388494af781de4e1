package io.ember.examples.embedded;

import io.ember.examples.support.EmberNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The jars that the build has made, and those that they need. */
final class BuiltJars {
  private static final Path LIB = EmberNode.projectDir().resolve("examples/target/lib");

  private BuiltJars() {}

  /** {@return all jars but those of the modules with these names} */
  static List<Path> without(String... modules) throws IOException {
    try (Stream<Path> jars = Files.list(LIB)) {
      return jars.filter(jar -> !isOneOf(jar, modules)).sorted().toList();
    }
  }

  /** {@return the jars of these modules} */
  static List<Path> of(String... modules) throws IOException {
    try (Stream<Path> jars = Files.list(LIB)) {
      List<Path> found = jars.filter(jar -> isOneOf(jar, modules)).sorted().toList();
      if (found.size() != modules.length) {
        throw new IllegalStateException(List.of(modules) + " in " + LIB + ": only " + found);
      }
      return found;
    }
  }

  private static boolean isOneOf(Path jar, String... modules) {
    String name = jar.getFileName().toString();
    return Stream.of(modules).anyMatch(module -> name.matches(module + "-\\d.*\\.jar"));
  }
}
