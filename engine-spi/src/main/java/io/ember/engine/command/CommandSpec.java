package io.ember.engine.command;

import io.ember.engine.EngineCall;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One command: all that the router, the executor, COMMAND and the documentation know of it.
 *
 * @param name lower case
 * @param arity arguments with the name; a negative number is the least
 * @param firstKey index of the first key, 0 for none
 * @param lastKey index of the last key; negative counts from the end, -1 being the last argument
 * @param keyStep distance between keys
 * @param keyFinder finds keys where the three numbers do not tell; null otherwise
 * @param group of the documentation: string, generic, connection, server, cluster, pubsub,
 *     transactions
 * @param summary one sentence
 * @param since version of Redis that had it first, or of Ember
 * @param complexity in the words of Redis's documentation
 * @param keySpecs how the keys are used, for COMMAND and for GETKEYSANDFLAGS
 * @param categories ACL categories that do not follow from the flags, without the at sign
 * @param tips hints for clients, in the words of Redis's documentation
 * @param subcommands named {@code container|name}, with the container's name counting in their
 *     arity; {@link CommandTable#find(EngineCall)} answers them like commands of their own
 */
public record CommandSpec(
    String name,
    int arity,
    Set<CommandFlag> flags,
    int firstKey,
    int lastKey,
    int keyStep,
    @Nullable KeyFinder keyFinder,
    String group,
    String summary,
    String since,
    String complexity,
    List<KeySpec> keySpecs,
    List<String> categories,
    List<String> tips,
    List<CommandSpec> subcommands,
    CommandHandler handler) {

  private static final int[] NO_KEYS = {};

  /** Reached only by a call that was not resolved by the table, which knows the subcommands. */
  private static final CommandHandler.OnCaller CONTAINER =
      call -> call.reply().error(CommandErrors.unknownSubcommand(call));

  public CommandSpec {
    if (!name.equals(name.toLowerCase(java.util.Locale.ROOT)) || name.isEmpty()) {
      throw new IllegalArgumentException("a command's name is lower case: " + name);
    }
    if (arity == 0) {
      throw new IllegalArgumentException("arity counts the name: " + name);
    }
    flags = flags.isEmpty() ? Set.of() : EnumSet.copyOf(flags);
    keySpecs = List.copyOf(keySpecs);
    categories = List.copyOf(categories);
    tips = List.copyOf(tips);
    subcommands = List.copyOf(subcommands);
  }

  public boolean is(CommandFlag flag) {
    return flags.contains(flag);
  }

  /** {@return all ACL categories, without the at sign, in the order of Redis} */
  public List<String> aclCategories() {
    return AclCategories.of(this);
  }

  /** {@return whether a call of this command can have keys} */
  public boolean hasKeys() {
    return keyFinder != null || firstKey != 0;
  }

  /** {@return whether that many arguments, the name included, are right} */
  public boolean acceptsCount(int count) {
    return arity > 0 ? count == arity : count >= -arity;
  }

  /** {@return the index of the first key in a call of this command, or -1} */
  public int firstKeyOf(EngineCall call) {
    if (keyFinder != null) {
      int[] found = keyFinder.keys(call);
      return found.length == 0 ? -1 : found[0];
    }
    return firstKey == 0 || firstKey >= call.argumentCount() ? -1 : firstKey;
  }

  /**
   * {@return the indexes of all keys in a call of this command; allocates unless there are none}
   */
  public int[] keysOf(EngineCall call) {
    if (keyFinder != null) {
      return keyFinder.keys(call);
    }
    if (firstKey == 0) {
      return NO_KEYS;
    }
    int last = lastKeyOf(call);
    int count = last < firstKey ? 0 : (last - firstKey) / keyStep + 1;
    int[] keys = new int[count];
    for (int i = 0; i < count; i++) {
      keys[i] = firstKey + i * keyStep;
    }
    return keys;
  }

  /** {@return the index of the last key by the three numbers, at most that of the last argument} */
  public int lastKeyOf(EngineCall call) {
    int last = lastKey >= 0 ? lastKey : call.argumentCount() + lastKey;
    return Math.min(last, call.argumentCount() - 1);
  }

  /** {@return whether a call can have more than one key} */
  public boolean hasManyKeys() {
    return keyFinder != null || lastKey != firstKey;
  }

  /** {@return a builder} */
  public static Builder named(String name, int arity, CommandFlag... flags) {
    return new Builder(name, arity, flags);
  }

  /** Builds a spec, part by part, in the words of the table of Redis. */
  public static final class Builder {
    private final String name;
    private final int arity;
    private final Set<CommandFlag> flags = EnumSet.noneOf(CommandFlag.class);
    private int firstKey;
    private int lastKey;
    private int keyStep;
    private @Nullable KeyFinder keyFinder;
    private String group = "generic";
    private String summary = "";
    private String since = "1.0.0";
    private String complexity = "O(1)";
    private final List<KeySpec> keySpecs = new ArrayList<>();
    private List<String> categories = List.of();
    private List<String> tips = List.of();
    private List<CommandSpec> subcommands = List.of();

    private Builder(String name, int arity, CommandFlag... flags) {
      this.name = name;
      this.arity = arity;
      this.flags.addAll(List.of(flags));
    }

    /** One key, argument 1, used as the flags READONLY and WRITE suggest. */
    public Builder key() {
      return keys(1, 1, 1);
    }

    /** A range of keys, used as the flags READONLY and WRITE suggest. */
    public Builder keys(int first, int last, int step) {
      return keys(
          first,
          last,
          step,
          flags.contains(CommandFlag.READONLY) ? "RO access" : "RW access update",
          "");
    }

    /**
     * A range of keys, in the words of Redis's key specifications. May be called again for keys
     * that are used in another way and stand right behind.
     *
     * @param access flags separated by spaces, such as "RW access update"
     */
    public Builder keys(int first, int last, int step, String access) {
      return keys(first, last, step, access, "");
    }

    /** Like the other one, with a remark. */
    public Builder keys(int first, int last, int step, String access, String notes) {
      if (keySpecs.isEmpty()) {
        firstKey = first;
        keyStep = step;
      }
      lastKey = last;
      keySpecs.add(new KeySpec(first, last, step, List.of(access.split(" ")), notes));
      return this;
    }

    public Builder keys(KeyFinder finder) {
      keyFinder = finder;
      flags.add(CommandFlag.MOVABLEKEYS);
      return this;
    }

    /** What the documentation says. */
    public Builder doc(String group, String since, String complexity, String summary) {
      this.group = group;
      this.since = since;
      this.complexity = complexity;
      this.summary = summary;
      return this;
    }

    /** ACL categories beyond those that follow from the flags, without the at sign. */
    public Builder categories(String... names) {
      categories = List.of(names);
      return this;
    }

    /** Hints for clients. */
    public Builder tips(String... hints) {
      tips = List.of(hints);
      return this;
    }

    public Builder subcommands(CommandSpec... specs) {
      subcommands = List.of(specs);
      return this;
    }

    /** {@return the spec of a container, which does nothing but hold its subcommands} */
    public CommandSpec container() {
      return build(CONTAINER);
    }

    /** {@return the spec, done on the owner of its slot} */
    public CommandSpec onSlot(CommandHandler.OnSlot handler) {
      return build(handler);
    }

    /** {@return the spec, done on the caller's thread} */
    public CommandSpec onCaller(CommandHandler.OnCaller handler) {
      return build(handler);
    }

    public CommandSpec build(CommandHandler handler) {
      return new CommandSpec(
          name,
          arity,
          flags,
          firstKey,
          lastKey,
          keyStep,
          keyFinder,
          group,
          summary,
          since,
          complexity,
          keySpecs,
          categories,
          tips,
          subcommands,
          handler);
    }
  }
}
