package io.ember.offheap;

import io.ember.engine.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What this store needs of the JVM it runs in, checked before the first map is made: Chronicle Map
 * fails in obscure ways when something is missing. Stateless.
 */
final class StartupCheck {
  /** Where an embedding program reads more. */
  private static final String ADVICE =
      "The launcher sets these flags; an embedding program passes them to java, or names them in its jar's manifest"
          + " (Add-Opens, Add-Exports)";

  private StartupCheck() {}

  /**
   * Checks this JVM.
   *
   * @throws ConfigException if something is missing; names everything that is
   */
  static void run() {
    requireModule("jdk.unsupported", "sun.misc.Unsafe");
    requireModule(
        "jdk.compiler", "the compiler, with which Chronicle Map generates code: a JDK, not a JRE");
    List<String> missing = missingFlags();
    if (!missing.isEmpty()) {
      throw new ConfigException(
          "the off-heap store needs the JVM flag"
              + (missing.size() == 1 ? " " : "s ")
              + String.join(" ", missing)
              + ". "
              + ADVICE);
    }
    checkMemoryAccess();
  }

  /** {@return the flags without which the store cannot work in this JVM} */
  static List<String> missingFlags() {
    List<String> missing = new ArrayList<>();
    requireOpen(missing, "java.lang");
    requireOpen(missing, "java.lang.reflect");
    Optional<Module> compiler = ModuleLayer.boot().findModule("jdk.compiler");
    String files = "com.sun.tools.javac.file";
    if (compiler.isPresent() && !compiler.get().isExported(files, StartupCheck.class.getModule())) {
      missing.add("--add-exports jdk.compiler/" + files + "=ALL-UNNAMED");
    }
    return missing;
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
