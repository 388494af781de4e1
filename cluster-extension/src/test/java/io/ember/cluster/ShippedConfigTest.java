package io.ember.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.ConfigKey;
import io.ember.engine.EngineConfig;
import io.ember.engine.StorageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the configuration file that is shipped against the keys that the code declares. */
class ShippedConfigTest {
  private static final Path FILE = Path.of("../examples/conf/ember.properties");
  private static final Pattern SETTING = Pattern.compile("(#?)(ember\\.[a-z.-]+) =(?: (.*))?");

  /** What the file sets although it is not the default. */
  private static final Map<String, String> SHIPPED = Map.of("ember.cluster.bootstrap", "true");

  private record Line(boolean isCommentedOut, String value, String explanation) {}

  private static final Line MISSING = new Line(false, "is missing", "");

  private static List<ConfigKey<?>> declaredKeys() {
    return Stream.concat(StorageConfig.KEYS.stream(), ClusterConfig.KEYS.stream())
        .filter(key -> !key.isReserved())
        .toList();
  }

  @Test
  void hasEveryKeyWithItsDefaultAndNoOther() throws IOException {
    Map<String, Line> lines = lines();

    assertThat(lines.keySet())
        .containsExactlyInAnyOrderElementsOf(declaredKeys().stream().map(ConfigKey::name).toList());
    for (ConfigKey<?> key : declaredKeys()) {
      Line line = lines.getOrDefault(key.name(), MISSING);
      String wanted = SHIPPED.getOrDefault(key.name(), key.defaultText());
      assertThat(line.value).as(key.name()).isEqualTo(wanted);
      assertThat(line.isCommentedOut)
          .as("only keys without a default of their own are commented out: %s", key.name())
          .isEqualTo(wanted.isEmpty());
    }
  }

  @Test
  void explainsEveryKey() throws IOException {
    lines().forEach((name, line) -> assertThat(line.explanation).as(name).hasSizeGreaterThan(60));
  }

  @Test
  void everyAmountSaysWhatTooSmallAndTooLargeDo() throws IOException {
    Map<String, Line> lines = lines();
    for (ConfigKey<?> key : declaredKeys()) {
      boolean isAmount = key.allowed().contains(" from ") && !key.name().endsWith("max-memory");
      if (isAmount) {
        assertThat(lines.getOrDefault(key.name(), MISSING).explanation)
            .as(key.name())
            .containsPattern("(?i)too small|too few|fewer|\\b[01]:")
            .containsPattern("(?i)too large|too many|more\\b|at the cost|\\b1:");
      }
    }
  }

  @Test
  void isAConfigurationThatANodeTakes() {
    ClusterConfig config = ClusterConfig.from(EngineConfig.load(FILE));

    assertThat(config.membership().bootstrap()).isTrue();
    assertThat(config.client().port()).isEqualTo(6379);
  }

  private static Map<String, Line> lines() throws IOException {
    Map<String, Line> found = new LinkedHashMap<>();
    List<String> comment = new ArrayList<>();
    boolean behindSetting = false;
    for (String text : Files.readAllLines(FILE)) {
      Matcher setting = SETTING.matcher(text);
      if (setting.matches()) {
        String value = setting.group(3) == null ? "" : setting.group(3);
        Line line = new Line(!setting.group(1).isEmpty(), value, String.join(" ", comment));
        assertThat(found.put(setting.group(2), line)).as("twice: %s", text).isNull();
        behindSetting = true;
      } else if (text.startsWith("#")) {
        if (behindSetting) {
          comment.clear();
          behindSetting = false;
        }
        comment.add(text.substring(1).trim());
      } else {
        assertThat(text).isBlank();
        comment.clear();
        behindSetting = false;
      }
    }
    return found;
  }
}
