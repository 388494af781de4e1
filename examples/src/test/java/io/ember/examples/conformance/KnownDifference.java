package io.ember.examples.conformance;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * A difference that is meant. Each has a row in {@code docs/conformance.md} that says why, under
 * its id.
 *
 * @param id stable, lower case
 * @param matches whether a difference is this one
 */
record KnownDifference(String id, Predicate<Difference> matches) {
  /** All of them. */
  static final List<KnownDifference> ALL =
      List.of(
          new KnownDifference(
              "object-idletime", each -> words(each).startsWith("OBJECT IDLETIME ")),
          new KnownDifference(
              "object-refcount",
              each -> words(each).startsWith("OBJECT REFCOUNT ") && isCount(each)),
          new KnownDifference(
              "maxmemory-policy",
              each -> words(each).startsWith("CONFIG SET ") && words(each).contains("POLICY")));

  /** {@return whether the difference is one of those that are meant} */
  static boolean covers(Difference difference) {
    return ALL.stream().anyMatch(each -> each.matches().test(difference));
  }

  /** {@return the words of the command in upper case, separated by spaces} */
  static String words(Difference difference) {
    return Line.text(difference.command()).toUpperCase(Locale.ROOT);
  }

  private static boolean isCount(Difference difference) {
    return difference.expected().type() == ':' && difference.actual().type() == ':';
  }
}
