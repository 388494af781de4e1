package io.ember.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobPatternTest {
  private static boolean matches(String pattern, String text) {
    return matches(pattern, text, false);
  }

  private static boolean matches(String pattern, String text, boolean ignoresCase) {
    return new GlobPattern(bytes(pattern), ignoresCase).matches(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource(
      quoteCharacter = '\'',
      textBlock =
          """
          a,         a,       true
          a,         b,       false
          a,         ab,      false
          ab,        a,       false
          ?,         a,       true
          ?,         '',      false
          *,         abc,     true
          *,         '',      false
          '',        '',      true
          '',        a,       false
          a*,        a,       true
          a**,       a,       true
          *a,        ba,      true
          *a*b*,     xaxbx,   true
          *a*b*,     xbxax,   false
          a*c,       abcbc,   true
          a*bc,      abcbd,   false
          a?c,       abc,     true
          [abc],     b,       true
          [abc],     d,       false
          [^abc],    d,       true
          [^abc],    a,       false
          [a-c],     b,       true
          [c-a],     b,       true
          [a-],      b,       false
          [a-c,      b,       true
          [abc,      c,       true
          [abc,      d,       false
          [,         a,       false
          [^,        a,       true
          [],        a,       false
          []a],      a,       false
          [^],       a,       true
          [\\]],     ],       true
          [\\-a],    -,       true
          [a\\-c],   b,       false
          [a\\,      a,       true
          [\\,       \\,      true
          [a-c]x*,   bxyz,    true
          \\*,       *,       true
          \\*,       a,       false
          \\?,       ?,       true
          \\a,       a,       true
          \\,        \\,      true
          a\\,       a\\,     true
          *\\,       b\\,     true
          *[0-9]?,   abc12,   true
          h[a-b]llo, hallo,   true
          *x*,       aaax,    true
          ?*,        '',      false
          *?,        a,       true
          *??,       a,       false
          """)
  void matchesAsRedisDoes(String pattern, String text, boolean expected) {
    String unescaped = pattern.replace("\\\\", "\\");

    assertThat(matches(unescaped, text.replace("\\\\", "\\"))).isEqualTo(expected);
  }

  @Test
  void comparesTheBytesOfRangesWithTheirSigns() {
    assertThat(matches("[a-\u00ff]", "\u00f0")).isFalse();
    assertThat(matches("[\u0080-a]", "\u00f0")).isTrue();
    assertThat(matches("[\u0080-\u00ff]", "\u00f0")).isTrue();
  }

  @Test
  void ignoresTheCaseOfAsciiLettersIfAsked() {
    assertThat(matches("GETD*", "getdel", true)).isTrue();
    assertThat(matches("getd*", "GETDEL", true)).isTrue();
    assertThat(matches("[A-C]x", "bX", true)).isTrue();
    assertThat(matches("[\\A]", "a", true)).isFalse();
    assertThat(matches("GET", "get", false)).isFalse();
    assertThat(matches("\u00c4", "\u00e4", true)).isFalse();
  }

  @Test
  void matchesARangeOfAnArray() {
    assertThat(new GlobPattern(bytes("b*"), false).matches(bytes("abcd"), 1, 2)).isTrue();
    assertThat(new GlobPattern(bytes("b*d"), false).matches(bytes("abcd"), 1, 2)).isFalse();
  }

  @Test
  void takesNoExponentialTimeForPatternsOfManyStars() {
    String text = "a".repeat(5_000);
    GlobPattern pattern = new GlobPattern(bytes("a*".repeat(500) + "b"), false);
    GlobPattern sets = new GlobPattern(bytes("*[ab]".repeat(300) + "c"), false);

    Assertions.assertTimeout(
        Duration.ofMinutes(1),
        () -> {
          assertThat(pattern.matches(bytes(text))).isFalse();
          assertThat(sets.matches(bytes(text))).isFalse();
        });
  }

  @Test
  void matchesWithoutRecursionHoweverManyStarsThereAre() {
    assertThat(matches("*a".repeat(20_000), "a".repeat(20_000))).isTrue();
  }

  @Test
  void agreesWithBacktrackingOverAllSplitsOfTheText() {
    Random random = new Random(7);
    for (int i = 0; i < 50_000; i++) {
      String pattern = draw(random, "ab*?[]^-\\", 7);
      String text = draw(random, "ab-]\\", 6);

      assertThat(matches(pattern, text))
          .as("%s and %s", pattern, text)
          .isEqualTo(BacktrackingGlob.matches(pattern, text));
    }
  }

  private static String draw(Random random, String alphabet, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
