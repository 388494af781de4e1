package io.ember.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine finds what is on the class path: a directory with a service file plays the jar. */
class ServiceLoadingTest {
  private static final List<String> EVENTS = new ArrayList<>();

  @TempDir Path jar;
  private ClassLoader before = ServiceLoadingTest.class.getClassLoader();

  @BeforeEach
  void remember() {
    EVENTS.clear();
    before = Thread.currentThread().getContextClassLoader();
  }

  @AfterEach
  void restore() {
    Thread.currentThread().setContextClassLoader(before);
  }

  private void install(Class<?>... extensions) throws IOException {
    installNames(Stream.of(extensions).map(Class::getName).collect(Collectors.joining("\n")));
  }

  private void installNames(String content) throws IOException {
    Path services = Files.createDirectories(jar.resolve("META-INF/services"));
    Files.writeString(services.resolve(EngineExtension.class.getName()), content);
    Thread.currentThread().setContextClassLoader(loader(before));
  }

  private ClassLoader loader(ClassLoader parent) throws MalformedURLException {
    return new URLClassLoader(new URL[] {jar.toUri().toURL()}, parent);
  }

  private static StorageEngine open() {
    return StorageEngine.open(EngineConfig.of(Map.of()));
  }

  /** Counts the calls that pass. */
  public static class Counter implements EngineExtension {
    @Override
    public String name() {
      return "counter";
    }

    @Override
    public int order() {
      return 5;
    }

    @Override
    public void start(EngineContext context) {
      EVENTS.add("start " + name());
    }

    @Override
    public Interceptor interceptor() {
      return (call, next) -> {
        EVENTS.add(name() + " sees " + call.command().name());
        next.proceed(call);
      };
    }

    @Override
    public void close() {
      EVENTS.add("close " + name());
    }
  }

  /** Sees calls before the other one. */
  public static final class Earlier extends Counter {
    @Override
    public String name() {
      return "earlier";
    }

    @Override
    public int order() {
      return -5;
    }
  }

  /** Has the name of another one. */
  public static final class SameName extends Counter {}

  /** Cannot start. */
  public static final class Failing extends Counter {
    @Override
    public String name() {
      return "failing";
    }

    @Override
    public int order() {
      return 99;
    }

    @Override
    public void start(EngineContext context) {
      throw new ConfigException("cannot start");
    }
  }

  @Test
  void worksWithoutAnyExtension() throws IOException {
    try (StorageEngine engine = open()) {
      engine.put("k", "v");
      assertThat(engine.get("k")).isEqualTo("v");
    }

    assertThat(EVENTS).isEmpty();
  }

  @Test
  void findsAnExtensionThatSeesEveryCallExactlyOnce() throws IOException {
    install(Counter.class, Earlier.class);

    try (StorageEngine engine = open()) {
      engine.put("k", "v");
      engine.get("k");
      engine.callAsync(new byte[][] {{'D', 'E', 'L'}, {'k'}}).join();
    }

    assertThat(EVENTS)
        .containsExactly(
            "start earlier",
            "start counter",
            "earlier sees set",
            "counter sees set",
            "earlier sees get",
            "counter sees get",
            "earlier sees del",
            "counter sees del",
            "close counter",
            "close earlier");
  }

  @Test
  void refusesTwoExtensionsWithOneName() throws IOException {
    install(Counter.class, SameName.class);

    assertThatThrownBy(ServiceLoadingTest::open)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(Counter.class.getName())
        .hasMessageContaining(SameName.class.getName());
  }

  @Test
  void closesWhatHadStartedWhenAnotherFails() throws IOException {
    install(Failing.class, Counter.class);

    assertThatThrownBy(ServiceLoadingTest::open)
        .isInstanceOf(ConfigException.class)
        .hasMessage("cannot start");

    assertThat(EVENTS).containsExactly("start counter", "close failing", "close counter");
  }

  @Test
  void saysSoWhenAJarIsBroken() throws IOException {
    installNames("io.ember.nowhere.Missing");

    assertThatThrownBy(ServiceLoadingTest::open)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("io.ember.nowhere.Missing");
  }

  @Test
  void usesItsOwnLoaderWhereThatOfTheThreadDoesNotSeeTheEngine() throws IOException {
    install(Counter.class);
    Thread.currentThread().setContextClassLoader(loader(ClassLoader.getPlatformClassLoader()));

    open().close();

    assertThat(EVENTS).isEmpty();
  }

  @Test
  void opensWithoutALoaderOfTheThread() {
    Thread.currentThread().setContextClassLoader(null);

    open().close();

    assertThat(EVENTS).isEmpty();
  }

  @Test
  void opensFromAFile() throws IOException {
    Path file =
        Files.writeString(
            jar.resolve("ember.properties"), "ember.storage.type = heap\nember.client.port = 1\n");

    try (StorageEngine engine = StorageEngine.open(file)) {
      engine.put("k", "v");
      assertThat(engine.get("k")).isEqualTo("v");
    }
  }
}
