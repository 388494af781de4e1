package io.ember.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.SlotStoreConfig;
import io.ember.engine.SlotStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The store runs without JNI: the only native libraries in the process are the JDK's and the
 * system's.
 */
class NoNativeLibraryTest {
  /** Uses every part of the store and prints the libraries that this brought into the process. */
  static final class UseStore {
    private UseStore() {}

    public static void main(String[] arguments) throws IOException {
      Set<String> before = libraries();
      ChronicleSlotStoreFactory factory = new ChronicleSlotStoreFactory();
      factory.prepare(SlotStoreConfig.DEFAULTS);
      try (SlotStores stores = factory.create(SlotStoreConfig.DEFAULTS)) {
        new StoreModel(stores, new StoreModel.Load(4, 500, 60, 50, 100_000), 1).run(20_000);
      }
      System.out.println("path=" + factory.path());
      Path home = Path.of(System.getProperty("java.home")).toRealPath();
      for (String library : libraries()) {
        if (!before.contains(library) && !Path.of(library).startsWith(home)) {
          System.out.println("foreign=" + library);
        }
      }
      System.out.println("processes=" + ProcessHandle.current().children().count());
    }

    private static Set<String> libraries() throws IOException {
      Set<String> libraries = new TreeSet<>();
      for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
        int path = line.indexOf('/');
        if (path >= 0 && line.contains(".so")) {
          libraries.add(line.substring(path));
        }
      }
      return libraries;
    }
  }

  @ParameterizedTest
  @EnumSource(StoragePath.class)
  void mapsNoLibraryButThoseOfTheJdk(StoragePath path) {
    List<String> flags = new ArrayList<>(ChildJvm.FLAGS);
    flags.add(ChildJvm.COMPILER_FLAG);
    flags.add("-Dember.storage.path=" + path.name().toLowerCase(java.util.Locale.ROOT));

    String output = ChildJvm.run(flags, UseStore.class);

    assertThat(output).contains("path=" + path).contains("processes=0").doesNotContain("foreign=");
  }
}
