package io.ember.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Checks a configuration against the keys of the engine and of all its extensions, so that a
 * mistyped key stops the start instead of being without effect. Every mistake is told, not only the
 * first.
 */
final class ConfigCheck {
  private static final System.Logger LOG = System.getLogger(ConfigCheck.class.getName());

  /**
   * Beginnings of keys that belong to the cluster. Where no extension declares any key with such a
   * beginning they are ignored, so that one file serves an engine with and without the cluster.
   */
  private static final List<String> CLUSTER_PREFIXES =
      List.of(
          "ember.client.",
          "ember.bus.",
          "ember.cluster.",
          "ember.gossip.",
          "ember.raft.",
          "ember.replication.",
          "ember.failover.",
          "ember.clock-rate-error",
          "ember.migration.",
          "ember.lanes",
          "ember.metrics.",
          "ember.node.",
          "ember.durability.");

  private final EngineConfig config;
  private final Map<String, ConfigKey<?>> keys = new TreeMap<>();
  private final List<ConfigKey<?>> reserved = new ArrayList<>();
  private final List<String> mistakes = new ArrayList<>();

  private ConfigCheck(EngineConfig config) {
    this.config = config;
  }

  /**
   * Checks the names and the values of all settings.
   *
   * @param keysByOwner the keys that each component declares
   * @throws ConfigException naming every unknown key and every value that is not allowed
   */
  static void check(EngineConfig config, Map<String, List<ConfigKey<?>>> keysByOwner) {
    ConfigCheck check = new ConfigCheck(config);
    check.declare(keysByOwner);
    config.settings().forEach(check::checkName);
    check.keys.values().forEach(check::checkValue);
    if (!check.mistakes.isEmpty()) {
      throw new ConfigException(String.join("\n", check.mistakes));
    }
    check.warnOfVariables();
  }

  private void declare(Map<String, List<ConfigKey<?>>> keysByOwner) {
    Map<String, String> owners = new HashMap<>();
    keysByOwner.forEach(
        (owner, own) -> {
          for (ConfigKey<?> key : own) {
            String earlier = owners.putIfAbsent(key.name(), owner);
            if (earlier != null) {
              throw new ConfigException(
                  key.name() + " is declared twice: by " + earlier + " and by " + owner);
            }
            if (key.isReserved()) {
              reserved.add(key);
            } else {
              keys.put(key.name(), key);
            }
          }
        });
  }

  private void checkName(String name, EngineConfig.Setting setting) {
    ConfigKey<?> reserved = reserved(name);
    if (reserved != null) {
      addMistake(name, setting, ": must be " + reserved.allowed());
    } else if (!keys.containsKey(name) && !isIgnored(name)) {
      String nearest = NearestName.of(name, keys.keySet());
      addMistake(name, setting, ": there is no such key" + hint(nearest));
    }
  }

  private void addMistake(String name, EngineConfig.Setting setting, String what) {
    String nearest = NearestName.of(name, keys.keySet());
    boolean isSecret =
        SecretNames.isSecret(name) || (nearest != null && SecretNames.isSecret(nearest));
    String text = isSecret ? SecretNames.MASK : setting.text();
    mistakes.add(name + " = " + text + " (" + setting.origin() + ")" + what);
  }

  private @Nullable ConfigKey<?> reserved(String name) {
    for (ConfigKey<?> family : reserved) {
      if (family.covers(name)) {
        return family;
      }
    }
    return null;
  }

  private boolean isIgnored(String name) {
    return isIgnored(name, keys.keySet(), UnaryOperator.identity());
  }

  /** {@return whether the name is one of the cluster's, in a part of it that nobody declares} */
  private static boolean isIgnored(
      String name, Set<String> known, UnaryOperator<String> formOfPrefix) {
    for (String prefix : CLUSTER_PREFIXES) {
      String beginning = formOfPrefix.apply(prefix);
      if (name.startsWith(beginning)) {
        return known.stream().noneMatch(each -> each.startsWith(beginning));
      }
    }
    return false;
  }

  private static String hint(@Nullable String nearest) {
    return nearest == null ? "" : "; did you mean " + nearest + "?";
  }

  private void checkValue(ConfigKey<?> key) {
    try {
      config.get(key);
    } catch (ConfigException e) {
      mistakes.add(String.valueOf(e.getMessage()));
    }
  }

  /** Unknown variables are only told: whoever starts processes puts in some of its own. */
  private void warnOfVariables() {
    Set<String> known = new TreeSet<>();
    keys.keySet().forEach(key -> known.add(ConfigOverrides.variableOf(key)));
    for (String variable : config.variables()) {
      if (!known.contains(variable) && !isIgnored(variable, known, ConfigOverrides::variableOf)) {
        LOG.log(
            System.Logger.Level.WARNING,
            "environment variable {0} belongs to no key and has no effect{1}",
            variable,
            hint(NearestName.of(variable, known)));
      }
    }
  }
}
