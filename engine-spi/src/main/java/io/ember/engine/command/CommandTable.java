package io.ember.engine.command;

import io.ember.engine.Bytes;
import io.ember.engine.EngineCall;
import io.ember.engine.SlotStore;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every command of an engine, by name. Immutable, any thread; looking one up allocates nothing.
 *
 * <p>Open addressing over the ASCII-folded bytes of the name.
 */
public final class CommandTable {
  private final Map<String, CommandSpec> byName;
  private final @Nullable CommandSpec[] cells;
  private final int mask;

  private CommandTable(Map<String, CommandSpec> specs) {
    byName = Map.copyOf(specs);
    int size = Integer.highestOneBit(Math.max(16, specs.size() * 4 - 1)) * 2;
    cells = new CommandSpec[size];
    mask = size - 1;
    for (CommandSpec spec : specs.values()) {
      byte[] name = spec.name().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      int cell = hash(name, 0, name.length) & mask;
      while (cells[cell] != null) {
        cell = cell + 1 & mask;
      }
      cells[cell] = spec;
    }
  }

  /** {@return the command with this name in any mixture of cases, or null} */
  public @Nullable CommandSpec find(byte[] array, int offset, int length) {
    for (int cell = hash(array, offset, length) & mask; ; cell = cell + 1 & mask) {
      CommandSpec spec = cells[cell];
      if (spec == null || matches(spec.name(), array, offset, length)) {
        return spec;
      }
    }
  }

  /** {@return the command with this name in any mixture of cases, or null} */
  public @Nullable CommandSpec find(Bytes name) {
    return find(name.array(), name.offset(), name.length());
  }

  /**
   * {@return the command of a filled call, or null} That of a container with a subcommand is the
   * subcommand; null also if the container has none of that name.
   */
  public @Nullable CommandSpec find(EngineCall call) {
    CommandSpec spec = find(call, 0);
    if (spec == null || spec.subcommands().isEmpty() || call.argumentCount() < 2) {
      return spec;
    }
    String container = spec.name();
    for (CommandSpec sub : spec.subcommands()) {
      if (call.argumentIs(1, sub.name(), container.length() + 1)) {
        return sub;
      }
    }
    return null;
  }

  private @Nullable CommandSpec find(EngineCall call, int index) {
    return call.argumentBlob(index) != null
        ? null
        : find(call.array(), call.argumentOffset(index), call.argumentLength(index));
  }

  /**
   * Names the command of a filled call, checks the number of its arguments and the length of its
   * keys, and resolves the first key. A key that is too long is refused before anybody looks at its
   * bytes: a large argument would be copied to the heap for that. Any thread, the caller's;
   * allocates nothing for commands whose keys stand at fixed places.
   *
   * @return false if there is no such command, its arguments are too few or too many, or a key is
   *     too long: the error is the reply, and the call is for the caller of this method to complete
   */
  public boolean resolve(EngineCall call) {
    CommandSpec spec = find(call);
    if (spec == null) {
      call.reply().error(CommandErrors.unknownCommand(this, call));
      return false;
    }
    if (!spec.acceptsCount(call.argumentCount())) {
      call.reply().error(CommandErrors.wrongArity(spec));
      return false;
    }
    int firstKey = spec.firstKeyOf(call);
    if (firstKey >= 0 && hasTooLongKey(spec, call, firstKey)) {
      call.reply().error(CommandErrors.KEY_TOO_LONG);
      return false;
    }
    call.resolve(spec, firstKey);
    return true;
  }

  private static boolean hasTooLongKey(CommandSpec spec, EngineCall call, int firstKey) {
    if (call.argumentLength(firstKey) > SlotStore.MAX_KEY_BYTES) {
      return true;
    }
    if (spec.hasManyKeys() && spec.keyFinder() == null) {
      int last = spec.lastKeyOf(call);
      for (int i = firstKey + spec.keyStep(); i <= last; i += spec.keyStep()) {
        if (call.argumentLength(i) > SlotStore.MAX_KEY_BYTES) {
          return true;
        }
      }
    }
    return false;
  }

  /** {@return the command with this name, or null; a subcommand as {@code container|name}} */
  public @Nullable CommandSpec find(String name) {
    String folded = name.toLowerCase(Locale.ROOT);
    int bar = folded.indexOf('|');
    CommandSpec spec = byName.get(bar < 0 ? folded : folded.substring(0, bar));
    if (bar < 0 || spec == null) {
      return spec;
    }
    for (CommandSpec sub : spec.subcommands()) {
      if (sub.name().equals(folded)) {
        return sub;
      }
    }
    return null;
  }

  /** {@return all commands but subcommands, in no order} */
  public Collection<CommandSpec> all() {
    return byName.values();
  }

  private static int fold(byte b) {
    return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
  }

  private static int hash(byte[] array, int offset, int length) {
    int hash = length;
    for (int i = offset; i < offset + length; i++) {
      hash = hash * 31 + fold(array[i]);
    }
    return hash ^ hash >>> 15;
  }

  private static boolean matches(String name, byte[] array, int offset, int length) {
    if (name.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (name.charAt(i) != fold(array[offset + i])) {
        return false;
      }
    }
    return true;
  }

  /** Collects commands; a name may be added once. */
  public static final class Builder {
    private final Map<String, CommandSpec> specs = new LinkedHashMap<>();
    private final AtomicReference<@Nullable CommandTable> built = new AtomicReference<>();

    /**
     * Adds a command.
     *
     * @throws IllegalArgumentException if there is one with this name
     */
    public Builder add(CommandSpec spec) {
      if (specs.putIfAbsent(spec.name(), spec) != null) {
        throw new IllegalArgumentException("two commands are named " + spec.name());
      }
      return this;
    }

    /** {@return the table, to which nothing can be added} */
    public CommandTable build() {
      CommandTable table = new CommandTable(specs);
      built.set(table);
      return table;
    }

    /**
     * {@return where the handlers of commands about commands find the table} It is there once it
     * has been built.
     */
    public Supplier<CommandTable> table() {
      return () -> Objects.requireNonNull(built.get(), "the table was not built yet");
    }
  }
}
