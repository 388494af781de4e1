package io.ember.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LcsStepTest {
  private final CommandFixture engine = new CommandFixture();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void largeStringsAreComparedInSlicesWithTheSameAnswer() {
    Random random = new Random(5);
    String a = draw(random, 3_000);
    String b = draw(random, 2_500);
    engine.call("MSET", "{k}a", a, "{k}b", b);

    Reply reply = engine.call("LCS", "{k}a", "{k}b");

    assertThat(engine.slices()).isGreaterThan(20);
    assertThat(((Reply.Bulk) reply).text()).isEqualTo(lcs(a, b));
    assertThat(engine.run("LCS {k}a {k}b LEN")).isEqualTo(":" + lcs(a, b).length());
  }

  @Test
  void oneLongRowIsCutToo() {
    engine.call("MSET", "{k}a", "z", "{k}b", "x".repeat(1_000_000) + "z");

    assertThat(engine.run("LCS {k}a {k}b IDX"))
        .isEqualTo("[\"matches\", [[[:0, :0], [:1000000, :1000000]]], \"len\", :1]");
    assertThat(engine.slices()).isGreaterThan(4);
  }

  @Test
  void aTableThatWouldBeTooLargeIsRefused() {
    engine.call("MSET", "{k}a", "x".repeat(20_000), "{k}b", "y".repeat(20_000));

    assertThat(engine.run("LCS {k}a {k}b"))
        .isEqualTo("-ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
  }

  private static String draw(Random random, int length) {
    byte[] text = new byte[length];
    for (int i = 0; i < length; i++) {
      text[i] = (byte) ('a' + random.nextInt(4));
    }
    return new String(text, StandardCharsets.US_ASCII);
  }

  /** The whole table, and the way back that Redis takes through it. */
  private static String lcs(String a, String b) {
    int[][] table = new int[a.length() + 1][b.length() + 1];
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        table[i][j] =
            a.charAt(i - 1) == b.charAt(j - 1)
                ? table[i - 1][j - 1] + 1
                : Math.max(table[i - 1][j], table[i][j - 1]);
      }
    }
    StringBuilder reversed = new StringBuilder();
    int i = a.length();
    int j = b.length();
    while (i > 0 && j > 0) {
      if (a.charAt(i - 1) == b.charAt(j - 1)) {
        reversed.append(a.charAt(i - 1));
        i--;
        j--;
      } else if (table[i - 1][j] > table[i][j - 1]) {
        i--;
      } else {
        j--;
      }
    }
    return reversed.reverse().toString();
  }
}
