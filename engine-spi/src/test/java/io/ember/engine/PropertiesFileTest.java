package io.ember.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertiesFileTest {
  @TempDir Path directory;

  private Path file(String content) throws IOException {
    return Files.writeString(directory.resolve("ember.properties"), content);
  }

  private String valueOf(String written) throws IOException {
    return textOf(PropertiesFile.read(file("k = " + written + "\n")), "k");
  }

  private static String textOf(Map<String, PropertiesFile.Line> settings, String key) {
    return requireNonNull(settings.get(key), key).text();
  }

  @Test
  void readsSettingsWithTheirLines() throws IOException {
    Path file = file("# comment\n\n  a.b-c = 1\n! other comment\nd=2\ne: 3\n\tf\t=\t4 5\t\n");

    Map<String, PropertiesFile.Line> settings = PropertiesFile.read(file);

    assertThat(settings)
        .containsExactly(
            Map.entry("a.b-c", new PropertiesFile.Line("1", 3)),
            Map.entry("d", new PropertiesFile.Line("2", 5)),
            Map.entry("e", new PropertiesFile.Line("3", 6)),
            Map.entry("f", new PropertiesFile.Line("4 5", 7)));
  }

  @Test
  void readsAnEmptyFile() throws IOException {
    assertThat(PropertiesFile.read(file(""))).isEmpty();
  }

  @Test
  void readsUtf8AndAByteOrderMarkAndWindowsLineEnds() throws IOException {
    Path file = file("\uFEFFa = Grüße\r\nb = 日本\r\n");

    Map<String, PropertiesFile.Line> settings = PropertiesFile.read(file);

    assertThat(textOf(settings, "a")).isEqualTo("Grüße");
    assertThat(textOf(settings, "b")).isEqualTo("日本");
  }

  @Test
  void joinsLinesThatAreContinued() throws IOException {
    Path file = file("a = 1,\\\n    2,\\\n    # 3\nb = x\\\\\nc = 4\n");

    Map<String, PropertiesFile.Line> settings = PropertiesFile.read(file);

    assertThat(settings.get("a")).isEqualTo(new PropertiesFile.Line("1,2,# 3", 1));
    assertThat(settings.get("b")).isEqualTo(new PropertiesFile.Line("x\\", 4));
    assertThat(settings.get("c")).isEqualTo(new PropertiesFile.Line("4", 5));
  }

  @Test
  void readsEscapes() throws IOException {
    assertThat(valueOf("a\\tb\\nc\\\\d\\=e\\:f\\#g\\!h\\u0041")).isEqualTo("a\tb\nc\\d=e:f#g!hA");
  }

  @Test
  void keepsSeparatorsAndHashesInsideAValue() throws IOException {
    assertThat(valueOf("host:6379,other:6380 # not a comment = all of it"))
        .isEqualTo("host:6379,other:6380 # not a comment = all of it");
  }

  @Test
  void forgetsWhiteSpaceAtTheEndUnlessItIsEscaped() throws IOException {
    assertThat(valueOf("6379 \t ")).isEqualTo("6379");
    assertThat(valueOf("6379\\ ")).isEqualTo("6379 ");
    assertThat(valueOf("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ember.client.password hunter2", "hunter2", "= hunter2", "a b = hunter2"})
  void refusesALineWithoutKeyOrSeparatorAndDoesNotRepeatIt(String line) throws IOException {
    Path file = file("a = 1\n" + line + "\n");

    assertThatThrownBy(() -> PropertiesFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file + " line 2")
        .hasMessageContaining("key = value")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"C:\\data", "\\u00G0", "\\u12"})
  void refusesAnEscapeThatIsNone(String value) throws IOException {
    Path file = file("ember.node.dir = " + value + "\n");

    assertThatThrownBy(() -> PropertiesFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("ember.node.dir")
        .hasMessageContaining("line 1")
        .hasMessageContaining("backslash");
  }

  @Test
  void refusesAKeyThatIsSetTwice() throws IOException {
    Path file = file("a = 1\nb = 2\n\na = 3\n");

    assertThatThrownBy(() -> PropertiesFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessage("a is set twice in " + file + ": on line 1 and line 4");
  }

  @Test
  void refusesAFileThatIsNotUtf8() throws IOException {
    Path file =
        Files.write(
            directory.resolve("latin1.properties"), "a = ü".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> PropertiesFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void refusesAFileThatDoesNotExistOrIsADirectory() {
    assertThatThrownBy(() -> PropertiesFile.read(directory.resolve("none")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("none does not exist");
    assertThatThrownBy(() -> PropertiesFile.read(directory))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cannot be read");
  }
}
