package io.ember.engine.command;

import io.ember.engine.ReplySink;
import java.util.List;

/** The shapes in which COMMAND tells about commands. */
final class CommandReplies {
  private static final int INFO_FIELDS = 10;
  private static final int DOC_FIELDS = 4;

  private CommandReplies() {}

  /** Writes the ten fields of COMMAND INFO. */
  static void info(ReplySink reply, CommandSpec spec) {
    reply.array(INFO_FIELDS);
    reply.bulk(spec.name());
    reply.integer(spec.arity());
    reply.set(spec.flags().size());
    for (CommandFlag flag : spec.flags()) {
      reply.simple(flag.wireName());
    }
    reply.integer(spec.firstKey());
    reply.integer(spec.lastKey());
    reply.integer(spec.keyStep());
    List<String> categories = spec.aclCategories();
    reply.set(categories.size());
    for (String category : categories) {
      reply.simple("@" + category);
    }
    reply.set(spec.tips().size());
    for (String tip : spec.tips()) {
      reply.bulk(tip);
    }
    reply.set(spec.keySpecs().size());
    for (KeySpec keys : spec.keySpecs()) {
      keySpec(reply, keys);
    }
    reply.array(spec.subcommands().size());
    for (CommandSpec sub : spec.subcommands()) {
      info(reply, sub);
    }
  }

  private static void keySpec(ReplySink reply, KeySpec keys) {
    boolean hasNotes = !keys.notes().isEmpty();
    reply.map(hasNotes ? 4 : 3);
    if (hasNotes) {
      reply.bulk("notes");
      reply.bulk(keys.notes());
    }
    reply.bulk("flags");
    reply.set(keys.flags().size());
    for (String flag : keys.flags()) {
      reply.simple(flag);
    }
    reply.bulk("begin_search");
    reply.map(2);
    reply.bulk("type");
    reply.bulk("index");
    reply.bulk("spec");
    reply.map(1);
    field(reply, "index", keys.first());
    reply.bulk("find_keys");
    reply.map(2);
    reply.bulk("type");
    reply.bulk("range");
    reply.bulk("spec");
    reply.map(3);
    field(reply, "lastkey", keys.last() < 0 ? keys.last() : keys.last() - keys.first());
    field(reply, "keystep", keys.step());
    field(reply, "limit", 0);
  }

  private static void field(ReplySink reply, String name, long value) {
    reply.bulk(name);
    reply.integer(value);
  }

  /** Writes a map from names to what COMMAND DOCS tells. */
  static void docs(ReplySink reply, List<CommandSpec> specs) {
    reply.map(specs.size());
    for (CommandSpec spec : specs) {
      reply.bulk(spec.name());
      boolean isContainer = !spec.subcommands().isEmpty();
      reply.map(DOC_FIELDS + (isContainer ? 1 : 0));
      field(reply, "summary", spec.summary());
      field(reply, "since", spec.since());
      field(reply, "group", spec.group());
      field(reply, "complexity", spec.complexity());
      if (isContainer) {
        reply.bulk("subcommands");
        docs(reply, spec.subcommands());
      }
    }
  }

  private static void field(ReplySink reply, String name, String value) {
    reply.bulk(name);
    reply.bulk(value);
  }
}
