package io.ember.offheap;

import io.ember.engine.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What this store needs of the JVM it runs in, checked before the first map is made: Chronicle Map
 * fails in obscure ways when something is missing. Stateless.
 */
final class StartupCheck {
  /** Where an embedding program reads more. */
  private static final String ADVICE =
      "The launcher sets these flags; an embedding program passes them to java, or names them in its jar's manifest"
          + " (Add-Opens, Add-Exports)";

  private static final String COMPILER_PACKAGE = "com.sun.tools.javac.file";

  /**
   * One of the library's classes warns on every JDK since 16 that it cannot work, also where
   * another one is taken in its place. The logger is kept here, or the setting would be collected
   * with it.
   */
  private static final Logger NOISY =
      Logger.getLogger(
          "net.openhft.chronicle.core.internal.cleaner.ReflectionBasedByteBufferCleanerService");

  private StartupCheck() {}

  /**
   * Checks this JVM.
   *
   * @throws ConfigException if something is missing; names everything that is
   */
  static void run() {
    requireModule("jdk.unsupported", "sun.misc.Unsafe");
    List<String> missing = new ArrayList<>();
    requireOpen(missing, "java.lang");
    requireOpen(missing, "java.lang.reflect");
    if (!missing.isEmpty()) {
      throw missing(missing);
    }
    checkMemoryAccess();
    quietLibrary();
  }

  /**
   * Checks that a stock Chronicle Map can compile the code that it generates, which only the
   * fallback needs.
   *
   * @throws ConfigException if something is missing
   */
  static void requireCompiler() {
    requireModule("jdk.compiler", "the compiler, with which Chronicle Map generates code");
    Module compiler = ModuleLayer.boot().findModule("jdk.compiler").orElseThrow();
    if (!compiler.isExported(COMPILER_PACKAGE, StartupCheck.class.getModule())) {
      throw missing(List.of("--add-exports jdk.compiler/" + COMPILER_PACKAGE + "=ALL-UNNAMED"));
    }
  }

  private static ConfigException missing(List<String> flags) {
    return new ConfigException(
        "the off-heap store needs the JVM flag"
            + (flags.size() == 1 ? " " : "s ")
            + String.join(" ", flags)
            + ". "
            + ADVICE);
  }

  private static void quietLibrary() {
    if (NOISY.getLevel() == null) {
      NOISY.setLevel(Level.SEVERE);
    }
  }

  private static void requireOpen(List<String> missing, String packageName) {
    if (!Object.class.getModule().isOpen(packageName, StartupCheck.class.getModule())) {
      missing.add("--add-opens java.base/" + packageName + "=ALL-UNNAMED");
    }
  }

  private static void requireModule(String name, String what) {
    if (ModuleLayer.boot().findModule(name).isEmpty()) {
      throw new ConfigException(
          "the off-heap store needs the Java module "
              + name
              + " ("
              + what
              + "), which this Java at "
              + System.getProperty("java.home")
              + " does not have. Run it with a full JDK, or add --add-modules "
              + name);
    }
  }

  /** From Java 24 on a flag may forbid access to memory by address. */
  private static void checkMemoryAccess() {
    try {
      RawMemory.free(RawMemory.allocate(1));
    } catch (UnsupportedOperationException e) {
      throw new ConfigException(
          "the off-heap store needs the JVM flag --sun-misc-unsafe-memory-access=allow. " + ADVICE,
          e);
    }
  }
}
