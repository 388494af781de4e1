package io.ember.engine.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Draws commands on data whose answers do not depend on the clock: with right and wrong options and
 * numbers, on a few keys, so that they meet what others left behind. The same seed, the same
 * commands.
 */
final class RandomCommands {
  private static final String[] KEYS = {
    "a", "b", "c", "d", "key{a}", "n1", "n2", "f1", "f2", "", "bin\u0000", "long-key-0123456789"
  };
  private static final String[] BIG_KEYS = {"big1", "big2"};
  private static final String[] INTEGERS = {
    "0",
    "1",
    "-1",
    "7",
    "10",
    "99",
    "9999",
    "10000",
    "-0",
    "+1",
    "01",
    "1.0",
    " 1",
    "1 ",
    "",
    "x",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "-9223372036854775809",
    "9223372036854775806",
    "99999999999999999999",
    "123456789012345678901"
  };
  private static final String[] FLOATS = {
    "0",
    "1",
    "-1",
    "0.1",
    "0.2",
    "-0.3",
    "1.5",
    "3.0e3",
    "1e-5",
    "1e17",
    "123456789.123456789",
    "0x1p3",
    "1e400",
    "1e5000",
    "-1e5000",
    "inf",
    "nan",
    ".5",
    "5.",
    "1e",
    "abc",
    "",
    " 1",
    "1e-17",
    "0.000000000000000001",
    "99999999999999999999",
    "1e-4940"
  };
  private static final String[] TIMES = {
    "4000000000",
    "4000000001",
    "4000000000123",
    "1",
    "0",
    "-1",
    "x",
    "",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808"
  };
  private static final String[] WORDS = {
    "NX",
    "XX",
    "GT",
    "LT",
    "GET",
    "KEEPTTL",
    "PERSIST",
    "EX",
    "PX",
    "EXAT",
    "PXAT",
    "REPLACE",
    "DB",
    "LEN",
    "IDX",
    "MINMATCHLEN",
    "WITHMATCHLEN",
    "COUNT",
    "MATCH",
    "TYPE",
    "BOGUS",
    "nx",
    "Get"
  };
  private static final String[] PATTERNS = {
    "*", "a*", "[a-c]", "[^a]*", "n?", "\\a", "*1", "**", "", "k*{*}", "[", "[a", "f[12]", "*i*",
    "?"
  };

  private final Random random;

  RandomCommands(long seed) {
    random = new Random(seed);
  }

  /** {@return the next command} */
  byte[][] next() {
    List<String> words = new ArrayList<>();
    switch (random.nextInt(27)) {
      case 0, 1, 2 -> set(words);
      case 3 -> words.addAll(List.of("GET", key()));
      case 4 -> words.addAll(List.of(any("STRLEN", "GETDEL", "TYPE", "PERSIST"), key()));
      case 5 -> words.addAll(List.of(any("SETNX", "GETSET", "APPEND"), key(), value()));
      case 6 -> getEx(words);
      case 7 -> words.addAll(List.of(any("SETEX", "PSETEX"), key(), any("0", "-1", "x"), value()));
      case 8 -> pairs(words);
      case 9 -> keys(words, any("MGET", "DEL", "UNLINK", "EXISTS", "TOUCH"));
      case 10 -> words.addAll(List.of("APPEND", anyKey(), anyValue()));
      case 11 -> setRange(words);
      case 12 -> words.addAll(List.of(any("GETRANGE", "SUBSTR"), key(), index(), index()));
      case 13 -> words.addAll(List.of(any("INCR", "DECR"), key()));
      case 14 -> words.addAll(List.of(any("INCRBY", "DECRBY"), key(), any(INTEGERS)));
      case 15 -> words.addAll(List.of("INCRBYFLOAT", any("f1", "f2", "n1"), number()));
      case 16 -> options(words, List.of("LCS", key(), key()), 3);
      case 17 -> words.addAll(List.of(any("RENAME", "RENAMENX"), anyKey(), anyKey()));
      case 18 -> options(words, List.of("COPY", anyKey(), anyKey()), 2);
      case 19, 20 -> expire(words);
      case 21 -> words.addAll(List.of(any("EXPIRETIME", "PEXPIRETIME"), key()));
      case 22 -> words.addAll(List.of("OBJECT", any("ENCODING", "FREQ"), anyKey()));
      case 23 -> words.addAll(List.of("DUMP", anyKey()));
      case 24, 25 -> restore(words);
      default -> scan(words);
    }
    if (random.nextInt(60) == 0) {
      words.remove(words.size() - 1);
    }
    if (random.nextInt(200) == 0) {
      words.add(any(WORDS));
    }
    byte[][] arguments = new byte[words.size()][];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = words.get(i).getBytes(StandardCharsets.ISO_8859_1);
    }
    return arguments.length == 0 ? next() : arguments;
  }

  /** {@return whether the order of what the command answers means nothing} */
  static boolean isUnordered(byte[][] arguments) {
    String name = new String(arguments[0], StandardCharsets.ISO_8859_1);
    return name.equals("KEYS") || name.equals("SCAN");
  }

  private void set(List<String> words) {
    words.addAll(List.of("SET", anyKey(), anyValue()));
    for (int i = random.nextInt(4); i > 0; i--) {
      switch (random.nextInt(6)) {
        case 0 -> words.add(any("NX", "XX"));
        case 1 -> words.add(any("GET", "get"));
        case 2 -> words.add("KEEPTTL");
        case 3, 4 ->
            words.addAll(List.of(any("EXAT", "PXAT"), any("4000000000", "1", "4000000009")));
        default -> words.addAll(List.of(any("EX", "PX", "EXAT", "PXAT"), any("0", "-1", "x", "")));
      }
    }
  }

  private void getEx(List<String> words) {
    words.addAll(List.of("GETEX", key()));
    switch (random.nextInt(4)) {
      case 0 -> words.add("PERSIST");
      case 1 -> words.addAll(List.of(any("EXAT", "PXAT"), any(TIMES)));
      case 2 -> words.addAll(List.of(any("EX", "PX"), any("0", "-5", "x"), any("PERSIST", "NX")));
      default -> {}
    }
  }

  private void pairs(List<String> words) {
    words.add(any("MSET", "MSETNX"));
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      words.addAll(List.of(anyKey(), anyValue()));
    }
  }

  private void keys(List<String> words, String command) {
    words.add(command);
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      words.add(anyKey());
    }
  }

  private void setRange(List<String> words) {
    String offset = random.nextInt(4) == 0 ? any(INTEGERS) : Integer.toString(random.nextInt(60));
    boolean isHuge = offset.length() > 8;
    words.addAll(List.of("SETRANGE", isHuge ? "a" : anyKey(), offset, value()));
  }

  private void options(List<String> words, List<String> command, int most) {
    words.addAll(command);
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      words.add(random.nextInt(4) == 0 ? any(INTEGERS) : any(WORDS));
    }
  }

  private void expire(List<String> words) {
    if (random.nextInt(4) == 0) {
      words.addAll(List.of(any("EXPIRE", "PEXPIRE"), key(), any("0", "-1", "x", TIMES[9])));
    } else {
      words.addAll(List.of(any("EXPIREAT", "PEXPIREAT"), key(), any(TIMES)));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      words.add(random.nextInt(12) == 0 ? any(WORDS) : any("NX", "XX", "GT", "LT"));
    }
  }

  private void restore(List<String> words) {
    String ttl = random.nextInt(3) == 0 ? any(TIMES) : "0";
    words.addAll(List.of("RESTORE", anyKey(), ttl, payload()));
    if (!ttl.equals("0")) {
      // Counted from now it would be over in a moment. The last word may be lost.
      words.addAll(List.of("ABSTTL", "REPLACE"));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      switch (random.nextInt(8)) {
        case 0 -> words.add(any(WORDS));
        case 1 -> words.addAll(List.of(any("IDLETIME", "FREQ", "freq"), any(INTEGERS)));
        default -> words.add(any("REPLACE", "REPLACE", "replace", "ABSTTL"));
      }
    }
  }

  /** {@return a payload of DUMP, mostly right, its bytes as chars} */
  private String payload() {
    String text = RandomPayload.draw(random, anyValue()).text();
    if (random.nextInt(8) > 0 || text.isEmpty()) {
      return text;
    }
    int at = random.nextInt(text.length());
    return random.nextBoolean()
        ? text.substring(0, at)
        : text.substring(0, at)
            + (char) (text.charAt(at) ^ 1 << random.nextInt(8))
            + text.substring(at + 1);
  }

  private void scan(List<String> words) {
    if (random.nextBoolean()) {
      words.addAll(List.of("KEYS", pattern()));
    } else {
      words.addAll(List.of("SCAN", "0", "COUNT", "1000", "MATCH", pattern()));
      if (random.nextInt(3) == 0) {
        words.addAll(List.of("TYPE", any("string", "list", "x")));
      }
    }
  }

  private String any(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private String key() {
    return any(KEYS);
  }

  private String anyKey() {
    return random.nextInt(6) == 0 ? any(BIG_KEYS) : any(KEYS);
  }

  private String number() {
    if (random.nextInt(3) == 0) {
      return any(FLOATS);
    }
    StringBuilder text = new StringBuilder(any("", "", "-"));
    digits(text, 1 + random.nextInt(20));
    if (random.nextBoolean()) {
      digits(text.append('.'), 1 + random.nextInt(22));
    }
    if (random.nextInt(3) == 0) {
      text.append(any("e", "E")).append(random.nextInt(60) - 30);
    }
    return text.toString();
  }

  private void digits(StringBuilder text, int count) {
    for (int i = 0; i < count; i++) {
      text.append(random.nextInt(10));
    }
  }

  private String pattern() {
    if (random.nextInt(3) == 0) {
      return any(PATTERNS);
    }
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.append(any("*", "?", "[", "]", "^", "-", "\\", "a", "c", "n", "1", "2", "\u00e4"));
    }
    return text.toString();
  }

  private String index() {
    return random.nextInt(4) == 0 ? any(INTEGERS) : Integer.toString(random.nextInt(24) - 12);
  }

  private String value() {
    return switch (random.nextInt(4)) {
      case 0 -> any(INTEGERS);
      case 1 -> any(FLOATS);
      default -> {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(50); i > 0; i--) {
          text.append((char) (random.nextInt(10) == 0 ? random.nextInt(256) : 'a' + i % 5));
        }
        yield text.toString();
      }
    };
  }

  /** One in ten is so large that it becomes a blob. */
  private String anyValue() {
    return random.nextInt(10) == 0 ? "v".repeat(60_000 + random.nextInt(20_000)) : value();
  }
}
