package io.ember.cluster.sim;

import io.ember.cluster.sim.history.ModelCommand;
import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.Keyspace;
import io.ember.engine.ValueType;
import io.ember.engine.heap.HeapSlotStoreFactory;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The commands of histories on a real keyspace, each key in the slot that the history says. */
final class SimCommands {
  private SimCommands() {}

  static String execute(ModelCommand command, int slot, Keyspace keyspace) {
    if (command instanceof ModelCommand.Get get) {
      String value = value(keyspace.find(key(get.key(), slot)));
      return value == null ? ModelCommand.NIL : value;
    } else if (command instanceof ModelCommand.Set set) {
      return set(set, slot, keyspace);
    } else if (command instanceof ModelCommand.Incr incr) {
      return increment(key(incr.key(), slot), keyspace);
    } else if (command instanceof ModelCommand.Append append) {
      return append(key(append.key(), slot), append.text(), keyspace);
    } else if (command instanceof ModelCommand.Del del) {
      return keyspace.remove(key(del.key(), slot)) ? "1" : "0";
    } else if (command instanceof ModelCommand.Exec exec) {
      return exec.commands().stream()
          .map(each -> execute(each, slot, keyspace))
          .collect(Collectors.joining(", ", "[", "]"));
    }
    throw new AssertionError(command);
  }

  static Key key(String name, int slot) {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    long hash = new HeapSlotStoreFactory().hasher().hash(bytes, 0, bytes.length);
    return new Key().set(bytes, 0, bytes.length, slot, hash);
  }

  private static @Nullable String value(@Nullable EntryView entry) {
    return entry == null ? null : new String(entry.valueBytes(), StandardCharsets.US_ASCII);
  }

  private static String set(ModelCommand.Set set, int slot, Keyspace keyspace) {
    Key key = key(set.key(), slot);
    boolean isThere = keyspace.findToChange(key) != null;
    boolean fits =
        switch (set.condition()) {
          case ALWAYS -> true;
          case NX -> !isThere;
          case XX -> isThere;
        };
    if (!fits) {
      return ModelCommand.NIL;
    }
    long expiresAtMs = set.ttlMs() == 0 ? EntryView.NO_EXPIRY : keyspace.nowMs() + set.ttlMs();
    put(key, set.value(), expiresAtMs, keyspace);
    return "OK";
  }

  private static void put(Key key, String value, long expiresAtMs, Keyspace keyspace) {
    keyspace.put(key, ValueType.STRING.code(), Bytes.of(value), expiresAtMs);
  }

  private static String increment(Key key, Keyspace keyspace) {
    EntryView entry = keyspace.findToChange(key);
    String value = value(entry);
    long expiresAtMs = entry == null ? EntryView.NO_EXPIRY : entry.expiresAtMs();
    long next;
    try {
      next = value == null ? 1 : Math.incrementExact(Long.parseLong(value));
    } catch (ArithmeticException | NumberFormatException e) {
      return ModelCommand.Incr.NO_NUMBER;
    }
    put(key, Long.toString(next), expiresAtMs, keyspace);
    return Long.toString(next);
  }

  private static String append(Key key, String text, Keyspace keyspace) {
    EntryView entry = keyspace.findToChange(key);
    if (entry == null) {
      put(key, text, EntryView.NO_EXPIRY, keyspace);
      return Integer.toString(text.length());
    }
    int length = entry.length();
    keyspace.write(key, ValueType.STRING.code(), length, Bytes.of(text));
    return Integer.toString(length + text.length());
  }
}
