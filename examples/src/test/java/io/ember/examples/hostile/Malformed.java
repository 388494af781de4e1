package io.ember.examples.hostile;

import java.util.SplittableRandom;

/** Makes requests that are wrong in whatever way, different ones for each seed. */
final class Malformed {
  private static final int KINDS = 8;
  private static final int DEEP = 100_000;

  /** A valid command, of which nothing may be executed after a protocol error. */
  static final String COMMAND = "*3\r\n$3\r\nSET\r\n$7\r\nplanted\r\n$1\r\n1\r\n";

  private final SplittableRandom random;

  Malformed(long seed) {
    random = new SplittableRandom(seed);
  }

  /** {@return bytes as chars, of which the server understands not one command} */
  String next() {
    return switch (random.nextInt(KINDS)) {
      case 0 -> "*" + notANumber() + "\r\n" + COMMAND;
      case 1 -> "*" + tooLarge(1 << 20) + "\r\n" + COMMAND;
      case 2 -> "*1\r\n" + notADollar() + COMMAND;
      case 3 -> "*1\r\n$" + notANumber() + "\r\n" + COMMAND;
      case 4 -> "*3\r\n$3\r\nSET\r\n$7\r\nplanted\r\n$" + tooLarge(1 << 29) + "\r\n1\r\n" + COMMAND;
      case 5 -> "SET planted \"1" + (char) random.nextInt('a', 'z') + "\r\n" + COMMAND;
      case 6 -> "SET planted '1'2\r\n" + COMMAND;
      default -> "*2\r\n$4\r\nECHO\r\n$-" + random.nextInt(1, 1000) + "\r\n" + COMMAND;
    };
  }

  /** {@return arrays within arrays within arrays} */
  static String nested() {
    return "*1\r\n".repeat(DEEP) + COMMAND;
  }

  private String notANumber() {
    return random.nextInt(0, 10) + "" + (char) random.nextInt('A', 'Z') + random.nextInt(0, 10);
  }

  private String tooLarge(long limit) {
    return Long.toString(random.nextLong(limit + 1, Long.MAX_VALUE));
  }

  private String notADollar() {
    String types = "*+-:%~>_#,(!=|";
    return types.charAt(random.nextInt(types.length())) + "1\r\n";
  }
}
