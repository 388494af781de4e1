package io.ember.examples.conformance;

/**
 * The keys, values, times and nonsense that random commands are made of: few keys, so that commands
 * meet; values at the limits of what commands accept.
 *
 * <p>Times to live are long or over: a key that expires between two replies would make a difference
 * that is none. Expiry itself is tested by {@link ExpiryAction}.
 */
final class Vocabulary {
  private static final String[] STANDALONE_KEYS = {
    "k0", "k1", "k2", "k3", "k4", "k5", "key:with:colons", "{tag}x", "", "a\r\nb\0c\u00ff"
  };
  private static final String[] CLUSTER_KEYS = {
    "{a}0", "{a}1", "{a}2", "{a}3", "{a}4", "{a}", "x{a}y", "{b}0", "{b}1", "k0", "{}a", "{"
  };
  private static final String[] NUMBERS = {
    "0",
    "1",
    "-1",
    "2",
    "10",
    "-10",
    "100",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "-9223372036854775809",
    "9223372036854775806",
    "+1",
    "01",
    "-0",
    " 1",
    "1 ",
    "",
    "1.5",
    "x",
    "0x10",
    "1e3",
    "123456789012345678901234567890"
  };
  private static final String[] DECIMALS = {
    "0",
    "1",
    "-1",
    "0.1",
    "0.2",
    "-0.3",
    "3.0",
    "1e3",
    "1.5e-3",
    "5.0e20",
    "1e-10",
    "1e308",
    "1e400",
    "-1e400",
    "inf",
    "-inf",
    "nan",
    "+inf",
    "infinity",
    "0x1p3",
    "10.50",
    "0.000000001",
    "123456789.123456789",
    "3.14159265358979",
    "1.",
    ".5",
    "+.5",
    " 1",
    "1 ",
    "",
    "x",
    "1e",
    "--1",
    "9223372036854775807",
    "17179869184.5"
  };
  private static final String[] TEXTS = {
    "", "a", "hello", "Hello World", "ohmytext", "mynewtext", "\0", "\r\n", "OK", "-ERR no", "$5"
  };
  private static final String[] NONSENSE = {
    "",
    "x",
    "-1",
    "0",
    "1.5",
    "9223372036854775808",
    " 1",
    "NX",
    "XX",
    "GET",
    "\r\nx\0",
    "*",
    "KEEPTTL",
    "\u00fe\u00ff"
  };

  private final Dice dice;
  private final boolean clustered;
  private final long nowSeconds;

  /**
   * @param nowSeconds what absolute times are near to
   */
  Vocabulary(Dice dice, boolean clustered, long nowSeconds) {
    this.dice = dice;
    this.clustered = clustered;
    this.nowSeconds = nowSeconds;
  }

  boolean isClustered() {
    return clustered;
  }

  byte[] key() {
    if (dice.once(200)) {
      return Dice.latin("long:" + "k".repeat(dice.between(100, 3_000)));
    }
    String[] keys = clustered ? CLUSTER_KEYS : STANDALONE_KEYS;
    // The first ones more often, so that most commands of one call meet in one slot.
    int among = dice.once(4) ? keys.length : 5;
    return Dice.latin(keys[dice.below(among)]);
  }

  byte[] value() {
    return switch (dice.below(20)) {
      case 0, 1, 2, 3, 4 -> number();
      case 5, 6 -> decimal();
      case 7 -> dice.bytes(dice.between(1, 40));
      // Around the length at which Redis names another encoding.
      case 8 -> Dice.latin(dice.letters(dice.between(42, 46)));
      case 9 -> Dice.latin(dice.letters(dice.between(100, 400)));
      case 10 -> Dice.latin(dice.letters(dice.between(10, 30)));
      default ->
          dice.once(2)
              ? Dice.latin(dice.pick(TEXTS))
              : Dice.latin(dice.letters(dice.between(0, 12)));
    };
  }

  /**
   * {@return the key of large values} No other command names it: LCS of two of them takes minutes.
   */
  byte[] bigKey() {
    return Dice.latin("{a}big");
  }

  /** {@return a value long enough to take another way through the node} */
  byte[] bigValue() {
    int length = dice.between(60_000, 80_000);
    return dice.once(2) ? dice.bytes(length) : Dice.latin(dice.letters(length));
  }

  /** {@return something that may or may not be a whole number} */
  byte[] number() {
    return Dice.latin(
        dice.once(3) ? Integer.toString(dice.between(-1_000, 1_000)) : dice.pick(NUMBERS));
  }

  byte[] decimal() {
    if (dice.once(3)) {
      return Dice.latin(dice.between(-10_000, 10_000) + "." + dice.below(100_000));
    }
    return Dice.latin(dice.pick(DECIMALS));
  }

  /** {@return a place in a string, from the front or the end} */
  byte[] index() {
    if (dice.once(6)) {
      return number();
    }
    return Dice.latin(Integer.toString(dice.between(-15, 20)));
  }

  /** {@return where SETRANGE may write: seldom far away} */
  byte[] offset() {
    return switch (dice.below(12)) {
      case 0 -> number();
      case 1 -> Dice.latin(dice.pick("536870912", "4294967296", "-1", "700"));
      default -> Dice.latin(Integer.toString(dice.below(60)));
    };
  }

  /** {@return a time to live: long, none at all, or impossible} */
  byte[] lifetime(boolean millis) {
    if (dice.once(6)) {
      return Dice.latin(
          dice.pick(
              "0",
              "-1",
              "-100",
              "9223372036854775807",
              "-9223372036854775808",
              "9223372036854775",
              "9223372036854776",
              "9223372036854775808",
              "x",
              "",
              "1.5"));
    }
    // Never twice the same for one key: GT and LT would depend on the millisecond.
    long seconds = dice.between(1_000, 500_000);
    return Dice.latin(Long.toString(millis ? seconds * 1_000 + dice.below(1_000) : seconds));
  }

  /** {@return a point in time: far away, past, or impossible} */
  byte[] moment(boolean millis) {
    if (dice.once(6)) {
      return Dice.latin(
          dice.pick(
              "0",
              "1",
              "-1",
              "9223372036854775807",
              "-9223372036854775808",
              "9223372036854775",
              "9223372036854776",
              "x",
              "1.5"));
    }
    long seconds = nowSeconds + dice.between(10_000, 500_000);
    return Dice.latin(Long.toString(millis ? seconds * 1_000 + dice.below(1_000) : seconds));
  }

  byte[] nonsense() {
    return Dice.latin(dice.pick(NONSENSE));
  }

  byte[] pattern() {
    return Dice.latin(
        dice.pick(
            "*",
            "k*",
            "k?",
            "k[0-3]",
            "k[^0-3]",
            "K*",
            "\\k*",
            "\\",
            "[",
            "k[a-",
            "k[",
            "k[]",
            "k[0-",
            "k[3-0]",
            "*{a}*",
            "{?}*",
            "x*",
            "*x*y*",
            "**",
            "",
            "?",
            "k[\\0-\\2]",
            "nosuch",
            "*" + "?*".repeat(4),
            "a\r\n*",
            "k[^]"));
  }
}
