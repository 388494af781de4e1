package io.ember.examples.embedded;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Compiles Java that is no part of the build, and says how to run it. */
final class JavaProgram {
  private JavaProgram() {}

  /** Compiles one source file against these jars. {@return the directory of its classes} */
  static Path compile(Path dir, String fileName, String source, List<Path> classPath)
      throws IOException {
    Path file = Files.createDirectories(dir.resolve("src")).resolve(fileName);
    Files.writeString(file, source);
    Path classes = Files.createDirectories(dir.resolve("classes"));
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                messages,
                messages,
                "--release",
                "17",
                "-d",
                classes.toString(),
                "-cp",
                join(classPath),
                file.toString());
    if (result != 0) {
      throw new AssertionError(fileName + ": " + messages.toString(StandardCharsets.UTF_8));
    }
    return classes;
  }

  /** Makes a jar of these classes that offers one service. {@return the jar} */
  static Path jar(Path classes, Path jar, String service, String provider) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> all = Files.walk(classes)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        String name = classes.relativize(each).toString().replace(File.separatorChar, '/');
        out.putNextEntry(new JarEntry(name));
        Files.copy(each, out);
      }
      out.putNextEntry(new JarEntry("META-INF/services/" + service));
      out.write(provider.getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  /** {@return the command that runs a class on the Java of this test} */
  static List<String> command(
      List<String> flags, List<Path> classPath, String mainClass, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", join(classPath), mainClass));
    command.addAll(List.of(arguments));
    return command;
  }

  private static String join(List<Path> classPath) {
    return classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
