package io.ember.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.EntryView;
import io.ember.engine.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Values that arrive in blobs. */
class LargeValueTest {
  private static final int LARGE = 300_000;

  private final CommandFixture engine = new CommandFixture();

  @AfterEach
  void close() {
    engine.close();
  }

  private static byte[] draw(int length, long seed) {
    byte[] value = new byte[length];
    new Random(seed).nextBytes(value);
    return value;
  }

  private byte[] get(String key) {
    return ((Reply.Bulk) engine.call("GET", key)).bytes();
  }

  private Reply call(String command, String key, byte[] value) {
    return engine.call(ascii(command), ascii(key), value);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void aLargeValueMovesIntoTheStore() {
    byte[] value = draw(LARGE, 1);

    assertThat(ReplyText.of(call("SET", "k", value))).isEqualTo("+OK");

    assertThat(get("k")).isEqualTo(value);
    EntryView entry =
        Objects.requireNonNull(engine.lane(0).peek(engine.key("k")), "the key was set");
    assertThat(entry.blob()).isSameAs(engine.lastBlob()).matches(blob -> blob.isExclusive());
  }

  @Test
  void aLargeValueThatIsNotSetIsReleased() {
    engine.run("SET k v");

    engine.call(ascii("SET"), ascii("k"), draw(LARGE, 1), ascii("NX"));

    assertThat(engine.wasFreed(engine.lastBlob())).isTrue();
  }

  @Test
  void everyCommandOfTheSetFamilyTakesLargeValues() {
    byte[] value = draw(LARGE, 2);

    engine.call(ascii("SETEX"), ascii("a"), ascii("100"), value);
    engine.call(ascii("PSETEX"), ascii("b"), ascii("100"), value);
    call("SETNX", "c", value);
    call("GETSET", "d", value);
    call("APPEND", "e", value);
    engine.call(ascii("MSET"), ascii("f"), value, ascii("g"), value);
    engine.call(ascii("MSETNX"), ascii("h"), value);
    engine.call(ascii("SETRANGE"), ascii("i"), ascii("0"), value);

    for (String key : "a b c d e f g h i".split(" ")) {
      assertThat(get(key)).as(key).isEqualTo(value);
    }
  }

  @Test
  void setAnswersTheLargeValueThatItReplaces() {
    byte[] first = draw(LARGE, 3);
    call("SET", "k", first);

    Reply reply = engine.call(ascii("SET"), ascii("k"), draw(LARGE, 4), ascii("GET"));

    assertThat(((Reply.Bulk) reply).bytes()).isEqualTo(first);
    assertThat(((Reply.Bulk) call("GETSET", "k", ascii("x"))).bytes()).isEqualTo(draw(LARGE, 4));
  }

  @Test
  void appendingGrowsSmallAndLargeValues() {
    byte[] large = draw(LARGE, 5);
    engine.run("SET k abc");

    assertThat(ReplyText.of(call("APPEND", "k", large))).isEqualTo(":" + (LARGE + 3));
    assertThat(engine.run("APPEND k xyz")).isEqualTo(":" + (LARGE + 6));

    byte[] value = get("k");
    assertThat(new String(value, 0, 3, StandardCharsets.US_ASCII)).isEqualTo("abc");
    assertThat(value).containsSubsequence(large);
    assertThat(new String(value, LARGE + 3, 3, StandardCharsets.US_ASCII)).isEqualTo("xyz");
    assertThat(engine.run("OBJECT ENCODING k")).isEqualTo("\"raw\"");
  }

  @Test
  void writingALargeRangeFillsTheGapWithZeros() {
    byte[] large = draw(LARGE, 6);
    engine.run("SET k abc");

    Reply reply = engine.call(ascii("SETRANGE"), ascii("k"), ascii("100000"), large);
    engine.call(ascii("SETRANGE"), ascii("new"), ascii("100000"), large);
    engine.run("SETRANGE far 200000 x");

    byte[] expected = new byte[100_000 + LARGE];
    System.arraycopy(large, 0, expected, 100_000, LARGE);
    assertThat(get("new")).isEqualTo(expected);
    System.arraycopy(ascii("abc"), 0, expected, 0, 3);
    assertThat(ReplyText.of(reply)).isEqualTo(":" + expected.length);
    assertThat(get("k")).isEqualTo(expected);
    assertThat(engine.run("STRLEN far")).isEqualTo(":200001");
    assertThat(engine.run("GETRANGE far 199998 -1")).isEqualTo("\"\\x00\\x00x\"");
  }

  @Test
  void renamedAndCopiedLargeValuesShareTheirMemory() {
    byte[] value = draw(LARGE, 7);
    call("SET", "a", value);

    engine.run("COPY a b");
    engine.run("RENAME a c");

    assertThat(get("b")).isEqualTo(value);
    assertThat(get("c")).isEqualTo(value);
    engine.run("SETRANGE b 0 changed");
    assertThat(get("c")).isEqualTo(value);
    engine.run("DEL b c");
    assertThat(engine.wasFreed(engine.lastBlob())).isTrue();
  }

  @Test
  void rangesOfLargeValuesAreRead() {
    byte[] value = draw(LARGE, 8);
    call("SET", "k", value);

    Reply reply = engine.call("GETRANGE", "k", "100000", "100002");

    assertThat(((Reply.Bulk) reply).bytes())
        .containsExactly(value[100_000], value[100_001], value[100_002]);
  }

  @Test
  void largeArgumentsThatAreNoNumbersAreRefusedAsSuch() {
    byte[] large = draw(LARGE, 9);

    assertThat(ReplyText.of(call("INCRBY", "k", large)))
        .isEqualTo("-ERR value is not an integer or out of range");
    assertThat(ReplyText.of(call("INCRBYFLOAT", "k", large)))
        .isEqualTo("-ERR value is not a valid float");
    assertThat(ReplyText.of(call("EXPIRE", "k", large)))
        .isEqualTo("-ERR value is not an integer or out of range");
    call("SET", "k", large);
    assertThat(engine.run("INCR k")).isEqualTo("-ERR value is not an integer or out of range");
    assertThat(engine.run("INCRBYFLOAT k 1")).isEqualTo("-ERR value is not a valid float");
  }

  @Test
  void aKeyThatIsTooLongIsRefusedWhereverItStands() {
    String expected = "-ERR key exceeds maximum allowed size (65535 bytes)";
    byte[] tooLong = new byte[65_536];
    byte[] longest = new byte[65_535];

    assertThat(ReplyText.of(engine.call(ascii("GET"), tooLong))).isEqualTo(expected);
    assertThat(ReplyText.of(engine.call(ascii("SET"), tooLong, ascii("v")))).isEqualTo(expected);
    assertThat(ReplyText.of(engine.call(ascii("MGET"), ascii("k"), tooLong))).isEqualTo(expected);
    assertThat(ReplyText.of(engine.call(ascii("RENAME"), ascii("k"), tooLong))).isEqualTo(expected);
    assertThat(
            ReplyText.of(engine.call(ascii("MSET"), ascii("k"), ascii("v"), tooLong, ascii("v"))))
        .isEqualTo(expected);
    assertThat(engine.run("EXISTS k")).isEqualTo(":0");
    assertThat(ReplyText.of(engine.call(ascii("SET"), longest, ascii("v")))).isEqualTo("+OK");
    assertThat(ReplyText.of(engine.call(ascii("GET"), longest))).isEqualTo("\"v\"");
  }
}
