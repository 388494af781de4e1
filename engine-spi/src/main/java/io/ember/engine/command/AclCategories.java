package io.ember.engine.command;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The ACL categories of a command: those that follow from its flags and group, and its own. */
final class AclCategories {
  private static final List<String> ORDER =
      List.of(
          "keyspace",
          "read",
          "write",
          "set",
          "sortedset",
          "list",
          "hash",
          "string",
          "bitmap",
          "hyperloglog",
          "geo",
          "stream",
          "pubsub",
          "admin",
          "fast",
          "slow",
          "blocking",
          "dangerous",
          "connection",
          "transaction",
          "scripting");

  private AclCategories() {}

  static List<String> of(CommandSpec spec) {
    Set<String> names = new LinkedHashSet<>(spec.categories());
    if (names.isEmpty() && spec.subcommands().isEmpty()) {
      addOfGroup(spec.group(), names);
    }
    addOfFlag(spec, CommandFlag.READONLY, names, "read");
    addOfFlag(spec, CommandFlag.WRITE, names, "write");
    addOfFlag(spec, CommandFlag.ADMIN, names, "admin", "dangerous");
    addOfFlag(spec, CommandFlag.PUBSUB, names, "pubsub");
    addOfFlag(spec, CommandFlag.BLOCKING, names, "blocking");
    names.add(spec.is(CommandFlag.FAST) ? "fast" : "slow");
    List<String> ordered = new ArrayList<>(ORDER);
    ordered.retainAll(names);
    return ordered;
  }

  private static void addOfGroup(String group, Set<String> names) {
    switch (group) {
      case "generic" -> names.add("keyspace");
      case "transactions" -> names.add("transaction");
      case "sorted-set" -> names.add("sortedset");
      default -> names.add(group); // a group without a category is dropped when they are ordered
    }
  }

  private static void addOfFlag(
      CommandSpec spec, CommandFlag flag, Set<String> names, String... categories) {
    if (spec.is(flag)) {
      names.addAll(List.of(categories));
    }
  }
}
