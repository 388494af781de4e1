package io.ember.examples.conformance;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Seeded choices. Owner thread: one. */
final class Dice {
  private final SplittableRandom random;

  Dice(long seed) {
    random = new SplittableRandom(seed);
  }

  /** {@return a number in {@code [0, bound)}} */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** {@return a number in {@code [from, to]}} */
  int between(int from, int to) {
    return random.nextInt(from, to + 1);
  }

  /** {@return true once in {@code n} times} */
  boolean once(int n) {
    return random.nextInt(n) == 0;
  }

  String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** {@return random bytes of all values} */
  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** {@return letters of a small alphabet, so that texts have much in common} */
  String letters(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append("abcx1".charAt(random.nextInt(5)));
    }
    return text.toString();
  }

  /** {@return the word with each letter in either case} */
  String anyCase(String word) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      text.append(random.nextBoolean() ? Character.toUpperCase(c) : Character.toLowerCase(c));
    }
    return text.toString();
  }

  static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String text(byte[] latin) {
    return new String(latin, StandardCharsets.ISO_8859_1);
  }
}
