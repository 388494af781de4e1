package io.ember.engine.command;

import io.ember.engine.Bytes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The number type of INCRBYFLOAT: the 80-bit extended format of x86, the C {@code long double} that
 * Redis computes with, so that sums have its digits. A significand of 64 bits, exponents from
 * -16445 to 16383, rounding to nearest, ties to even. Immutable.
 *
 * <p>A {@code double} or a plain {@link BigDecimal} would not do: 10.5 + 0.1 is 10.6 in Redis, and
 * 1e17 + 0.001 is 100000000000000000.
 */
final class ExtendedFloat {
  /** Longest text that is read. */
  static final int MAX_CHARS = 5 * 1024 - 1;

  static final ExtendedFloat ZERO = new ExtendedFloat(BigInteger.ZERO, 0, 0);

  private static final int PRECISION = 64;

  /** The weight of the last bit of the smallest numbers. */
  private static final int MIN_EXPONENT = -16445;

  /** The weight of the last bit of the largest numbers. */
  private static final int MAX_EXPONENT = 16384 - PRECISION;

  private static final int PRINTED_DECIMALS = 17;

  /** Further away than any number, so that it needs no computing of a huge power. */
  private static final int MAX_DECIMAL_EXPONENT = 20_000;

  private static final Pattern DECIMAL =
      Pattern.compile("([+-]?)(\\d*)(?:\\.(\\d*))?(?:[eE]([+-]?\\d+))?");
  private static final Pattern HEXADECIMAL =
      Pattern.compile("([+-]?)0[xX](\\p{XDigit}*)(?:\\.(\\p{XDigit}*))?(?:[pP]([+-]?\\d+))?");
  private static final Pattern INFINITE = Pattern.compile("(?i)([+-]?)inf(?:inity)?");

  /** The value is {@code significand * 2^exponent}, negative if the significand is. */
  private final BigInteger significand;

  private final int exponent;

  /** Not 0 for an infinity: its sign. */
  private final int infinity;

  private ExtendedFloat(BigInteger significand, int exponent, int infinity) {
    this.significand = significand;
    this.exponent = exponent;
    this.infinity = infinity;
  }

  /**
   * {@return the number, or null if the text is none or lies outside of the range} Understands what
   * {@code strtold} does, without leading space: decimal and hexadecimal numbers, infinity.
   */
  static @Nullable ExtendedFloat parse(Bytes bytes) {
    String text =
        new String(bytes.array(), bytes.offset(), bytes.length(), StandardCharsets.ISO_8859_1);
    Matcher infinite = INFINITE.matcher(text);
    if (infinite.matches()) {
      return new ExtendedFloat(BigInteger.ZERO, 0, infinite.group(1).equals("-") ? -1 : 1);
    }
    Matcher matcher = HEXADECIMAL.matcher(text);
    int radix = 16;
    if (!matcher.matches()) {
      matcher = DECIMAL.matcher(text);
      radix = 10;
      if (!matcher.matches()) {
        return null;
      }
    }
    String whole = matcher.group(2);
    String fraction = matcher.group(3) == null ? "" : matcher.group(3);
    if (whole.isEmpty() && fraction.isEmpty()) {
      return null;
    }
    BigInteger digits = new BigInteger(whole + fraction, radix);
    if (digits.signum() == 0) {
      return ZERO;
    }
    if (matcher.group(1).equals("-")) {
      digits = digits.negate();
    }
    int power = exponent(matcher.group(4));
    ExtendedFloat parsed =
        radix == 16
            ? round(digits, BigInteger.ONE, power - 4 * fraction.length())
            : ofDecimal(digits, power - fraction.length());
    return parsed.isFinite() && parsed.significand.signum() != 0 ? parsed : null;
  }

  private static int exponent(@Nullable String text) {
    if (text == null) {
      return 0;
    }
    BigInteger value = new BigInteger(text.startsWith("+") ? text.substring(1) : text);
    int limit = 16 * MAX_DECIMAL_EXPONENT;
    return value.bitLength() > 30
        ? value.signum() * limit
        : Math.max(-limit, Math.min(limit, value.intValue()));
  }

  private static ExtendedFloat ofDecimal(BigInteger digits, int power) {
    // The number of digits is bounded, so beyond this the result is zero or infinite anyway.
    int bounded = Math.max(-MAX_DECIMAL_EXPONENT, Math.min(MAX_DECIMAL_EXPONENT, power));
    return bounded >= 0
        ? round(digits.multiply(BigInteger.TEN.pow(bounded)), BigInteger.ONE, 0)
        : round(digits, BigInteger.TEN.pow(-bounded), 0);
  }

  /** {@return {@code numerator / denominator * 2^shift} in the nearest form} */
  private static ExtendedFloat round(BigInteger numerator, BigInteger denominator, int shift) {
    int sign = numerator.signum();
    BigInteger top = numerator.abs();
    // At least 65 bits of quotient and the remainder decide every rounding.
    int scale = Math.max(0, PRECISION + 2 + denominator.bitLength() - top.bitLength());
    BigInteger[] parts = top.shiftLeft(scale).divideAndRemainder(denominator);
    BigInteger quotient = parts[0];
    boolean inexact = parts[1].signum() != 0;
    int exponent = shift - scale;
    int drop = Math.max(quotient.bitLength() - PRECISION, MIN_EXPONENT - exponent);
    if (drop > 0) {
      BigInteger kept = quotient.shiftRight(drop);
      boolean half = quotient.testBit(drop - 1);
      boolean below = inexact || quotient.getLowestSetBit() < drop - 1;
      if (half && (below || kept.testBit(0))) {
        kept = kept.add(BigInteger.ONE);
      }
      quotient = kept;
      exponent += drop;
    }
    if (quotient.signum() == 0) {
      return ZERO;
    }
    if (exponent + quotient.bitLength() > MAX_EXPONENT + PRECISION) {
      return new ExtendedFloat(BigInteger.ZERO, 0, sign);
    }
    return new ExtendedFloat(sign < 0 ? quotient.negate() : quotient, exponent, 0);
  }

  /** {@return whether it is neither infinite nor the sum of opposite infinities} */
  boolean isFinite() {
    return infinity == 0;
  }

  /** {@return the sum; not finite if a term is not or if it is too large} */
  ExtendedFloat plus(ExtendedFloat other) {
    if (infinity != 0) {
      return this;
    }
    if (other.infinity != 0) {
      return other;
    }
    if (significand.signum() == 0) {
      return other;
    }
    if (other.significand.signum() == 0) {
      return this;
    }
    int low = Math.min(exponent, other.exponent);
    BigInteger sum =
        significand
            .shiftLeft(exponent - low)
            .add(other.significand.shiftLeft(other.exponent - low));
    return sum.signum() == 0 ? ZERO : round(sum, BigInteger.ONE, low);
  }

  /** {@return the number with at most 17 decimals, without an exponent and trailing zeros} */
  String toText() {
    BigDecimal exact =
        exponent >= 0
            ? new BigDecimal(significand.shiftLeft(exponent))
            : new BigDecimal(significand.multiply(BigInteger.valueOf(5).pow(-exponent)), -exponent);
    BigDecimal rounded = exact.setScale(PRINTED_DECIMALS, RoundingMode.HALF_EVEN);
    if (rounded.signum() == 0) {
      return "0";
    }
    String text = rounded.toPlainString();
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }
}
