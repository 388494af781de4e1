package io.ember.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.ConfigException;
import io.ember.engine.SlotStoreConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartupCheckTest {
  /** Prepares a store and prints how that ended. */
  static final class Prepare {
    private Prepare() {}

    public static void main(String[] arguments) {
      try {
        ChronicleSlotStoreFactory factory = new ChronicleSlotStoreFactory();
        factory.check();
        factory.prepare(SlotStoreConfig.DEFAULTS);
        System.out.println("ready");
      } catch (ConfigException e) {
        System.out.println("refused: " + e.getMessage());
      }
    }
  }

  @Test
  void isReadyWithTheFlagsThatItNamesAndNoOutput() {
    assertThat(ChildJvm.run(ChildJvm.FLAGS, Prepare.class).lines())
        .filteredOn(line -> !line.startsWith("SLF4J"))
        .containsExactly("ready");
  }

  @Test
  void namesEachMissingFlag() {
    assertThat(ChildJvm.run(List.of(), Prepare.class))
        .startsWith("refused: ")
        .contains("--add-opens java.base/java.lang=ALL-UNNAMED")
        .contains("--add-opens java.base/java.lang.reflect=ALL-UNNAMED");
    assertThat(ChildJvm.run(ChildJvm.FLAGS.subList(0, 1), Prepare.class))
        .startsWith("refused: ")
        .doesNotContain("java.base/java.lang=ALL-UNNAMED")
        .contains("--add-opens java.base/java.lang.reflect=ALL-UNNAMED");
  }

  @Test
  void worksOnAJavaWithoutACompiler() {
    List<String> flags = new java.util.ArrayList<>(ChildJvm.FLAGS);
    flags.add("--limit-modules=java.se,jdk.unsupported");

    assertThat(ChildJvm.run(flags, Prepare.class)).contains("ready");
  }

  @Test
  void namesTheCompilerWhenTheFallbackNeedsIt() {
    List<String> flags = new java.util.ArrayList<>(ChildJvm.FLAGS);
    flags.add("-Dember.storage.path=api");
    assertThat(ChildJvm.run(flags, Prepare.class))
        .contains("refused: ")
        .contains("--add-exports jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED");

    flags.add("--limit-modules=java.se,jdk.unsupported");
    assertThat(ChildJvm.run(flags, Prepare.class)).contains("refused: ").contains("jdk.compiler");
  }
}
