package io.ember.engine.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes the documentation of all commands of a table in Markdown: the same table, the same text.
 */
public final class CommandDocs {
  private static final String INTRODUCTION =
      """
      # Commands

      Generated from the table of commands; do not edit. Behaviour and error texts are those of Redis 7.2.

      *Arguments* counts the name of the command; `≥` means that more may follow. *Keys* are the places of the
      arguments that are keys: first to last, with the step between them where it is not 1; `last` is the last argument.
      """;

  private static final String DIFFERENCES =
      """

      ## What differs from Redis

      - Keys have at most 65535 bytes; a longer one is refused with `ERR key exceeds maximum allowed size (65535 bytes)`.
      - There is one database, 0.
      - `OBJECT IDLETIME` needs an eviction policy that tracks accesses, and answers an error without one.
      - `OBJECT REFCOUNT` tells of every integer below 10000 that it is shared, of the copy of one too.
      - `DUMP` writes version 10 of the format and compresses nothing. `RESTORE` takes strings only, compressed or not, of versions up to
        12; of another kind of value it says so. `IDLETIME` and `FREQ` are checked and change nothing. A value that would reach
        into the checksum behind it is refused. A payload is an argument, of at most 512 MiB: a value that is up to 15 bytes
        shorter than that can be dumped and not restored.
      - `FLUSHALL ASYNC` and `FLUSHDB ASYNC` answer when the last key is gone, as `SYNC` does. Neither stops other calls: what
        they write meanwhile may be removed or may stay.
      - A cursor of `SCAN` is below 2^53 on a node of up to 8 lanes, for clients that keep it as a floating-point number.
        With more lanes it can need up to 60 bits: keep it as text.
      - `MEMORY STATS` has the figures that mean something here, and those of the Java heap; `MEMORY DOCTOR` has texts of its own.
      - `COMMAND DOCS` leaves out the arguments and the history of a command.
      - A subcommand of `CLUSTER` that changes the cluster is answered when it is agreed on and in force at the asked node. One that
        nobody can confirm answers `TRYAGAIN`. `SETSLOT` is not there yet. `CLUSTER FAILOVER` is
        answered when it has come about. `CLUSTER ACCEPT-LOSS` begins anew with slots that no node has any more.
      - `CLUSTER SLOT-STATS` always counts. `cpu-usec` of calls that come many at a time is taken from samples: right on average,
        coarse for a slot with few calls. Bytes of inline commands count as those of the same command as an array.
      - `CLIENT ACKS` chooses what calls of a connection wait for.
      - Data is in memory only: `SHUTDOWN` loses it, and `SHUTDOWN SAVE` answers an error unless `FORCE` is given.
      - `WAIT` is answered when all before it is on every replica in sync, with their number; it does not wait for more of them, nor
        for its timeout. `WAITAOF` counts nobody: nothing is in files.
      - There is one user, `default`; protected mode cannot be switched off but by a password.
      - `CLIENT` has neither `TRACKING` nor `CACHING`, and no client blocks, so `CLIENT UNBLOCK` always answers 0. In
        `CLIENT LIST` fields about memory that is not accounted by connection are 0, and `fd` is -1 where it is not known.
      - `CLIENT NO-EVICT` and `CLIENT NO-TOUCH` are taken and shown, and change nothing: connections are never evicted, and
        accesses are noted whoever makes them.
      - `CONFIG GET` knows the parameters that mean something here. `requirepass` is shown as `***`. `CONFIG SET` changes
        `maxmemory`, `maxmemory-policy`, `maxclients` and `timeout`; another one may only be set to the value that it has. An
        eviction policy can only be chosen where accesses are noted since the start (`ember.storage.eviction`).
        `CONFIG REWRITE` answers an error.
      - `INFO` has the lines whose values this server knows, and those of the JVM; `used_memory` is what keys and values take.
        There are no sections `commandstats`, `errorstats` and `latencystats`.
      - In a transaction commands without data, such as `PUBLISH`, are executed after those with data; their replies stand
        in the order of the queue.
      """;

  private CommandDocs() {}

  /** {@return the documentation} */
  public static String markdown(CommandTable table) {
    Map<String, List<CommandSpec>> groups = new TreeMap<>();
    for (CommandSpec spec : table.all()) {
      groups.computeIfAbsent(spec.group(), group -> new ArrayList<>()).add(spec);
    }
    StringBuilder text = new StringBuilder(INTRODUCTION);
    groups.forEach((group, specs) -> addGroup(text, group, specs));
    return text.append(DIFFERENCES).toString();
  }

  private static void addGroup(StringBuilder text, String group, List<CommandSpec> specs) {
    specs.sort(Comparator.comparing(CommandSpec::name));
    text.append("\n## ").append(group).append("\n\n");
    text.append("| command | arguments | keys | flags | since | complexity | does |\n");
    text.append("| --- | --- | --- | --- | --- | --- | --- |\n");
    for (CommandSpec spec : specs) {
      addRow(text, spec);
      spec.subcommands().stream()
          .sorted(Comparator.comparing(CommandSpec::name))
          .forEach(sub -> addRow(text, sub));
    }
  }

  private static void addRow(StringBuilder text, CommandSpec spec) {
    String flags =
        spec.flags().stream().map(CommandFlag::wireName).collect(Collectors.joining(", "));
    List<String> cells =
        List.of(
            "`" + spec.name().toUpperCase(Locale.ROOT).replace('|', ' ') + "`",
            spec.arity() > 0 ? Integer.toString(spec.arity()) : "≥ " + -spec.arity(),
            keys(spec),
            flags,
            spec.since(),
            sentence(spec.complexity()),
            sentence(spec.summary()));
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String keys(CommandSpec spec) {
    if (spec.keyFinder() != null) {
      return "by arguments";
    }
    if (spec.firstKey() == 0) {
      return "";
    }
    if (spec.lastKey() == spec.firstKey()) {
      return Integer.toString(spec.firstKey());
    }
    String last =
        switch (spec.lastKey()) {
          case -1 -> "last";
          default -> spec.lastKey() < 0 ? "last" + (spec.lastKey() + 1) : "" + spec.lastKey();
        };
    return spec.firstKey()
        + " to "
        + last
        + (spec.keyStep() == 1 ? "" : ", every " + spec.keyStep());
  }

  /** A bar would end the cell of a table. */
  private static String sentence(String text) {
    String trimmed = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    return trimmed.replace("|", "\\|");
  }
}
