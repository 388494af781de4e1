package io.ember.cluster.admin;

import io.ember.cluster.session.ServerSettings;
import io.ember.engine.ConfigKey;
import io.ember.engine.EngineContext;
import io.ember.engine.MemoryBudget;
import io.ember.engine.StorageConfig.Eviction;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * The parameters of Redis that clients, benchmarks and exporters ask for, with what they are here.
 * Immutable; any thread.
 */
final class ConfigParameters {
  private static final String NO_EVICTION = Eviction.NO_EVICTION.text();
  private static final String LRU = Eviction.ALL_KEYS_LRU.text();

  private final Map<String, ConfigParameter> byName = new TreeMap<>();

  ConfigParameters(NodeServices node) {
    ServerSettings settings = node.settings();
    addMemory(node.engine());
    changeable("maxclients", settings::maxClients, settings::setMaxClients, 1);
    changeable("timeout", settings::idleTimeoutSeconds, settings::setIdleTimeoutSeconds, 0);
    add("client-output-buffer-limit", () -> outputBufferLimit(settings));
    add("proto-max-bulk-len", () -> Long.toString(ServerSettings.MAX_BULK_BYTES));
    // Redis shows the password itself; whoever may ask for it here has used it already.
    add("requirepass", () -> node.authenticator().isPasswordRequired() ? "***" : "");
    fixed("port", Integer.toString(node.clientPort()));
    fixed("cluster-enabled", node.clusterEnabled() ? "yes" : "no");
    fixed("cluster-slot-stats-enabled", node.clusterEnabled() ? "yes" : "no");
    add(
        "cluster-require-full-coverage",
        () -> node.cluster().get().requireFullCoverage() ? "yes" : "no");
    addWhatIsNotThere();
  }

  private void addMemory(EngineContext engine) {
    MemoryBudget memory = engine.memory();
    add(
        new ConfigParameter(
            "maxmemory",
            () -> Long.toString(memory.limitBytes()),
            text -> {
              long bytes = parseBytes(text);
              return () -> memory.setLimit(bytes);
            }));
    boolean tracksAccess = engine.storeConfig().trackAccess();
    add(
        new ConfigParameter(
            "maxmemory-policy",
            () -> memory.evicts() ? LRU : NO_EVICTION,
            text -> {
              boolean evicts = parsePolicy(text, tracksAccess);
              return () -> memory.setEvicts(evicts);
            }));
    fixed("maxmemory-samples", "5");
  }

  /** What Redis can do and this server does not, said in the values that mean so. */
  private void addWhatIsNotThere() {
    fixed("databases", "1");
    fixed("save", "");
    fixed("appendonly", "no");
    fixed("appendfsync", "no");
    fixed("protected-mode", "yes");
    fixed("notify-keyspace-events", "");
    fixed("min-replicas-to-write", "0");
    fixed("replica-read-only", "yes");
    fixed("slave-read-only", "yes");
    fixed("tls-port", "0");
    fixed("unixsocket", "");
    fixed("daemonize", "no");
    fixed("maxmemory-clients", "0");
    fixed("lazyfree-lazy-eviction", "no");
    fixed("lazyfree-lazy-expire", "no");
    fixed("lazyfree-lazy-user-del", "no");
    fixed("lazyfree-lazy-user-flush", "no");
  }

  private static String outputBufferLimit(ServerSettings settings) {
    return "normal 0 0 0 slave 0 0 0 pubsub " + settings.pushLimitBytes() + " 0 0";
  }

  private void add(ConfigParameter parameter) {
    byName.put(parameter.name(), parameter);
  }

  private void add(String name, Supplier<String> value) {
    add(new ConfigParameter(name, value, null));
  }

  private void fixed(String name, String value) {
    add(ConfigParameter.fixed(name, value));
  }

  private void changeable(String name, Supplier<Integer> value, IntConsumer setter, int min) {
    add(
        new ConfigParameter(
            name,
            () -> Integer.toString(value.get()),
            text -> {
              int number = parseInteger(text, min);
              return () -> setter.accept(number);
            }));
  }

  private static int parseInteger(String text, int min) {
    long value;
    try {
      value = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("argument couldn't be parsed into an integer", e);
    }
    if (value < min || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "argument must be between " + min + " and " + Integer.MAX_VALUE + " inclusive");
    }
    return (int) value;
  }

  private static long parseBytes(String text) {
    try {
      return ConfigKey.parseBytes(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("argument must be a memory value", e);
    }
  }

  private static boolean parsePolicy(String text, boolean tracksAccess) {
    if (text.equalsIgnoreCase(NO_EVICTION)) {
      return false;
    }
    if (!text.equalsIgnoreCase(LRU)) {
      throw new IllegalArgumentException(
          "argument(s) must be one of the following: " + LRU + ", " + NO_EVICTION);
    }
    if (!tracksAccess) {
      throw new IllegalArgumentException(
          "accesses were not noted since the start: set ember.storage.eviction and restart");
    }
    return true;
  }

  /** {@return all parameters by name} */
  Map<String, ConfigParameter> all() {
    return byName;
  }
}
