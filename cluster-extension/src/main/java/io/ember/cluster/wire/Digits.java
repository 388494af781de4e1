package io.ember.cluster.wire;

import java.math.BigDecimal;

/** Numbers as Redis prints them. Stateless. */
final class Digits {
  /** Longest text of a long, its sign included. */
  static final int MAX_LONG_DIGITS = 20;

  private static final byte[] MIN_LONG =
      Long.toString(Long.MIN_VALUE).getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  /** Doubles up to here are printed as whole numbers if they are: 2^52. */
  private static final double MAX_WHOLE = 4503599627370496.0;

  private Digits() {}

  /** Writes the decimal digits. {@return the position behind them} */
  static int write(byte[] array, int at, long value) {
    if (value >= 0 && value < 10) {
      array[at] = (byte) ('0' + value);
      return at + 1;
    }
    if (value == Long.MIN_VALUE) {
      System.arraycopy(MIN_LONG, 0, array, at, MIN_LONG.length);
      return at + MIN_LONG.length;
    }
    long left = value;
    int from = at;
    if (left < 0) {
      array[from++] = '-';
      left = -left;
    }
    int end = from + count(left);
    int i = end;
    while (left > Integer.MAX_VALUE) {
      array[--i] = (byte) ('0' + left % 10);
      left /= 10;
    }
    int small = (int) left;
    do {
      array[--i] = (byte) ('0' + small % 10);
      small /= 10;
    } while (small > 0);
    return end;
  }

  private static int count(long positive) {
    int digits = 1;
    long power = 10;
    while (digits < 19 && positive >= power) {
      digits++;
      power *= 10;
    }
    return digits;
  }

  /**
   * {@return the double in Redis 7.2's form: the fewest digits that name it, an exponent only if it
   * is far from 1}
   */
  static String ofDouble(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    if (Math.abs(value) < MAX_WHOLE && value == Math.rint(value)) {
      return Long.toString((long) value);
    }
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    String text = layout(digits, -shortest.scale());
    return value < 0 ? "-" + text : text;
  }

  /** JDK 17's own text sometimes has a digit too many; fewer are tried first. */
  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int precision = 1; precision < 17; precision++) {
      BigDecimal candidate =
          exact.round(new java.math.MathContext(precision, java.math.RoundingMode.HALF_EVEN));
      if (candidate.doubleValue() == value) {
        return candidate.stripTrailingZeros();
      }
    }
    return exact
        .round(new java.math.MathContext(17, java.math.RoundingMode.HALF_EVEN))
        .stripTrailingZeros();
  }

  /** The digits times ten to the power, laid out by the rules of Redis's fpconv. */
  private static String layout(String digits, int power) {
    int count = digits.length();
    int exponent = power + count - 1;
    if (power >= 0 && Math.abs(exponent) < count + 7) {
      return digits + "0".repeat(power);
    }
    if (power < 0 && (power > -7 || Math.abs(exponent) < 4)) {
      int point = count + power;
      return point <= 0
          ? "0." + "0".repeat(-point) + digits
          : digits.substring(0, point) + "." + digits.substring(point);
    }
    String fraction = count > 1 ? "." + digits.substring(1) : "";
    return digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
  }
}
