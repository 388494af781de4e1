package io.ember.examples.conformance;

import io.ember.examples.support.RespValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How the replies of a command are compared. Errors are always compared to the letter. */
enum Rule {
  /** Byte for byte. */
  EXACT,

  /** Seconds that pass between the two servers. */
  SECONDS,

  /** Milliseconds that pass between the two servers. */
  MILLIS,

  /** The same items in any order. */
  ANY_ORDER,

  /** One step of an iteration: the same items if both say that it is the only one. */
  SCAN,

  /** The same kind of reply: what it says is the server's own. */
  SHAPE,

  /** What DUMP answers: byte for byte, unless the reference has compressed it. */
  PAYLOAD,

  /** The greeting: as SHAPE for version and id, else to the letter. */
  GREETING;

  private static final long SECONDS_TOLERANCE = 10;
  private static final long MILLIS_TOLERANCE = 10_000;

  /** The second byte of a compressed payload, behind the type. */
  private static final byte COMPRESSED = (byte) 0xC3;

  private static final Set<String> OWN_WORDS =
      Set.of(
          "INFO",
          "TIME",
          "RANDOMKEY",
          "MEMORY USAGE",
          "OBJECT IDLETIME",
          "CLIENT ID",
          "CLIENT LIST",
          "CLIENT INFO",
          "CLIENT HELP",
          "OBJECT HELP",
          "COMMAND HELP",
          "COMMAND COUNT",
          "COMMAND LIST",
          "COMMAND DOCS",
          "CLUSTER INFO",
          "CLUSTER NODES",
          "CLUSTER MYID",
          "CLUSTER SLOTS",
          "CLUSTER SHARDS",
          "COMMAND");

  /** {@return how to compare the replies of this command} */
  static Rule of(List<byte[]> command) {
    String name = word(command, 0);
    return switch (name) {
      case "TTL", "EXPIRETIME" -> SECONDS;
      case "PTTL", "PEXPIRETIME" -> MILLIS;
      case "KEYS" -> ANY_ORDER;
      // Any other cursor is one that no server gave.
      case "SCAN" -> word(command, 1).equals("0") ? SCAN : SHAPE;
      case "DUMP" -> PAYLOAD;
      case "HELLO" -> GREETING;
      default -> byBothWords(name, name + " " + word(command, 1), command);
    };
  }

  private static Rule byBothWords(String name, String both, List<byte[]> command) {
    if (both.equals("CONFIG GET")) {
      // A pattern finds what the server has.
      return command.stream().anyMatch(each -> Dice.text(each).contains("*")) ? SHAPE : EXACT;
    }
    boolean filtered = both.equals("COMMAND LIST") && command.size() > 2;
    if (filtered || both.equals("CLUSTER GETKEYSINSLOT")) {
      return ANY_ORDER;
    }
    return OWN_WORDS.contains(name) || OWN_WORDS.contains(both) ? SHAPE : EXACT;
  }

  private static String word(List<byte[]> command, int index) {
    return index < command.size() ? Dice.text(command.get(index)).toUpperCase(Locale.ROOT) : "";
  }

  /** {@return whether the replies are the same by this rule} */
  boolean accepts(RespValue expected, RespValue actual) {
    if (expected.equals(actual)) {
      return true;
    }
    if (expected.isError() || actual.isError()) {
      return false;
    }
    return switch (this) {
      case SECONDS -> isNear(expected, actual, SECONDS_TOLERANCE);
      case MILLIS -> isNear(expected, actual, MILLIS_TOLERANCE);
      case ANY_ORDER -> expected.type() == actual.type() && sorted(expected).equals(sorted(actual));
      case SHAPE -> expected.type() == actual.type() && expected.isNull() == actual.isNull();
      case SCAN -> isSameStep(expected, actual);
      case PAYLOAD -> isCompressed(expected) && SHAPE.accepts(expected, actual);
      case GREETING -> isSameGreeting(expected, actual);
      default -> false;
    };
  }

  private static boolean isNear(RespValue expected, RespValue actual, long tolerance) {
    if (expected.type() != ':' || actual.type() != ':') {
      return false;
    }
    long a = expected.number();
    long b = actual.number();
    return a >= 0 && b >= 0 && Math.abs(a - b) <= tolerance;
  }

  private static List<String> sorted(RespValue value) {
    List<String> texts = new ArrayList<>();
    value.children().forEach(each -> texts.add(each.type() + each.text()));
    texts.sort(Comparator.naturalOrder());
    return texts;
  }

  private static boolean isSameStep(RespValue expected, RespValue actual) {
    List<RespValue> left = expected.children();
    List<RespValue> right = actual.children();
    if (left.size() != 2 || right.size() != 2 || left.get(0).type() != right.get(0).type()) {
      return false;
    }
    boolean whole = left.get(0).text().equals("0") && right.get(0).text().equals("0");
    return (whole ? ANY_ORDER : SHAPE).accepts(left.get(1), right.get(1));
  }

  private static boolean isCompressed(RespValue payload) {
    byte[] bytes = payload.bytes();
    return bytes != null && bytes.length > 1 && bytes[1] == COMPRESSED;
  }

  private static boolean isSameGreeting(RespValue expected, RespValue actual) {
    List<RespValue> left = expected.children();
    List<RespValue> right = actual.children();
    if (expected.type() != actual.type() || left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i + 1 < left.size(); i += 2) {
      String name = left.get(i).text();
      boolean own = name.equals("version") || name.equals("id");
      if (!left.get(i).equals(right.get(i))
          || !(own ? SHAPE : EXACT).accepts(left.get(i + 1), right.get(i + 1))) {
        return false;
      }
    }
    return true;
  }
}
