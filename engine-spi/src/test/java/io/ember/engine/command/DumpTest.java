package io.ember.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ember.engine.Blob;
import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import io.ember.engine.Reply;
import io.ember.engine.ValueType;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the recorded conversation with Redis does not show of DUMP and RESTORE: other versions and
 * kinds, damage, hostile lengths, large values, slices. Golden payloads are of redis-server 7.0.15.
 */
class DumpTest {
  private static final String WRONG = "-ERR DUMP payload version or checksum are wrong";
  private static final String BAD = "-ERR Bad data format";
  private static final String BUSY = "-BUSYKEY Target key name already exists.";

  /** So large that a call takes several slices. */
  private static final int LARGE = 1_500_000;

  private final CommandFixture engine = new CommandFixture();

  @AfterEach
  void close() {
    engine.close();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static byte[] draw(int length, long seed) {
    byte[] value = new byte[length];
    new Random(seed).nextBytes(value);
    return value;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** {@return the body with version and right checksum behind it} */
  private static byte[] payload(byte[] body, int version) {
    byte[] payload = Arrays.copyOf(body, body.length + 10);
    ByteBuffer buffer = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putShort(body.length, (short) version);
    buffer.putLong(body.length + 2, Crc64.update(0, payload, 0, body.length + 2));
    return payload;
  }

  private static byte[] payload(String bodyDigits) {
    return payload(hex(bodyDigits), 10);
  }

  /** {@return the payload of a string that is written as it is} */
  private static byte[] plainPayload(byte[] value) {
    byte[] head =
        ByteBuffer.allocate(6).put((byte) 0).put((byte) 0x80).putInt(value.length).array();
    return payload(join(head, value), 10);
  }

  private byte[] dump(String key) {
    return ((Reply.Bulk) engine.call("DUMP", key)).bytes();
  }

  private byte[] get(String key) {
    return ((Reply.Bulk) engine.call("GET", key)).bytes();
  }

  private String restore(String key, byte[] payload, String... options) {
    byte[][] words = new byte[4 + options.length][];
    words[0] = ascii("RESTORE");
    words[1] = ascii(key);
    words[2] = ascii("0");
    words[3] = payload;
    for (int i = 0; i < options.length; i++) {
      words[4 + i] = ascii(options[i]);
    }
    return ReplyText.of(engine.call(words));
  }

  private EntryView entry(String key) {
    return Objects.requireNonNull(engine.lane(0).peek(engine.key(key)), "the key was set");
  }

  private Blob blob(String key) {
    return Objects.requireNonNull(entry(key).blob(), "the value is large");
  }

  private void put(String key, String value) {
    engine
        .lane(0)
        .put(engine.key(key), ValueType.STRING.code(), Bytes.of(value), EntryView.NO_EXPIRY);
  }

  // ---- small payloads

  @ParameterizedTest
  @CsvSource({
    "hello, 000568656c6c6f0a00, 6372df766534200a",
    "127, 00c07f0a00, 0db5eb315254c514",
    "-32768, 00c100800a00, b540064753bb1ace",
    "-2147483648, 00c2000000800a00, c74f873e33558187",
    "2147483648, 000a323134373438333634380a00, e7b129a34c1d76ee"
  })
  void dumpsAsRedis(String value, String beforeCrc, String crc) {
    engine.run("SET k " + value);

    byte[] payload = dump("k");

    assertThat(HexFormat.of().formatHex(payload)).isEqualTo(beforeCrc + crc);
  }

  @Test
  void restoresWhatRedisHasCompressed() {
    // SET v with 63 times the letter a
    byte[] payload = hex("00c3093f016161e032000161610a00c7b454c16b8866cb");

    assertThat(restore("k", payload)).isEqualTo("+OK");

    assertThat(engine.run("GET k")).isEqualTo('"' + "a".repeat(63) + '"');
    assertThat(engine.run("OBJECT ENCODING k")).isEqualTo("\"raw\"");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9, 10, 11, 12})
  void takesEveryVersionUpToTwelve(int version) {
    assertThat(restore("k", payload(hex("0003616263"), version))).isEqualTo("+OK");
    assertThat(engine.run("GET k")).isEqualTo("\"abc\"");
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 80, 256, 0x7FFF, 0x8000, 0xFFFF})
  void refusesNewerVersions(int version) {
    assertThat(restore("k", payload(hex("0003616263"), version))).isEqualTo(WRONG);
    assertThat(engine.run("EXISTS k")).isEqualTo(":0");
  }

  @Test
  void anyBitThatFlipsIsNoticed() {
    engine.run("SET k hello");
    byte[] payload = dump("k");
    assertThat(restore("copy", payload)).isEqualTo("+OK");

    for (int bit = 0; bit < 8 * payload.length; bit++) {
      byte[] damaged = payload.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);

      assertThat(restore("copy", damaged, "REPLACE")).as("bit %s", bit).isEqualTo(WRONG);
    }
    assertThat(engine.run("GET copy")).isEqualTo("\"hello\"");
  }

  @Test
  void anyPartOfAPayloadIsRefused() {
    engine.run("SET k hello");
    byte[] payload = dump("k");

    for (int length = 0; length < payload.length; length++) {
      assertThat(restore("copy", Arrays.copyOf(payload, length)))
          .as("%s bytes", length)
          .isEqualTo(WRONG);
    }
  }

  @Test
  void saysWhichKindOfValueItCannotRestore() {
    for (int type = 1; type < 256; type++) {
      byte[] payload = payload(new byte[] {(byte) type, 3, 'a', 'b', 'c'}, 11);
      boolean isOfRedis = type <= 25 && type != 8;

      assertThat(restore("k", payload))
          .as("type %s", type)
          .isEqualTo(
              isOfRedis
                  ? BAD + ": a value of RDB type " + type + ", and only strings can be restored"
                  : BAD);
    }
    // RPUSH l a b
    byte[] list = hex("1201020d0d0000000200816102816202ff0a0068eb0a891341bbb1");
    assertThat(restore("k", list)).startsWith(BAD + ": a value of RDB type 18,");
    assertThat(engine.run("EXISTS k")).isEqualTo(":0");
  }

  @Test
  void aValueDoesNotReachIntoTheFooter() {
    // Redis reads on there, and takes the version for a part of the value.
    assertThat(restore("k", payload("0004616263"))).isEqualTo(BAD);
    assertThat(restore("k", payload("0005616263"))).isEqualTo(BAD);
    assertThat(restore("k", payload("00c2010203"))).isEqualTo(BAD);
    assertThat(restore("k", payload("00c1"))).isEqualTo(BAD);
    assertThat(restore("k", payload("004003"))).isEqualTo(BAD);
    assertThat(restore("k", payload("0040"))).isEqualTo(BAD);
    assertThat(restore("k", payload("00800000"))).isEqualTo(BAD);
    assertThat(restore("k", payload("00c306"))).isEqualTo(BAD);
    assertThat(restore("k", payload("00c306046162"))).isEqualTo(BAD);
    assertThat(restore("k", payload("00"))).isEqualTo(BAD);
    assertThat(restore("k", payload(""))).isEqualTo(BAD);
    assertThat(engine.run("EXISTS k")).isEqualTo(":0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0080ffffffff616263",
        "00807fffffff616263",
        "008020000000616263",
        "0081ffffffffffffffff616263",
        "00817fffffffffffffff616263",
        "00818000000000000000616263",
        "00c30581ffffffffffffffff0361626364",
        "00c305817fffffffffffffff0361626364",
        "00c30580200000000361626364",
        "00c3058000000fff0361626364",
        "00c381ffffffffffffffff040361626364",
        "00c3817fffffffffffffff8020000000e0ff00",
        "00c3802000000080200000000361626364",
        "00c300040361626364",
        "00c305000361626364"
      })
  void aHostileLengthIsRefusedBeforeMemoryIsTaken(String body) {
    byte[] payload = payload(body);
    restore("k", payload); // what is allocated once
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    String answer = restore("k", payload);

    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(answer).isEqualTo(BAD);
    assertThat(allocated).isLessThan(100_000);
  }

  @Test
  void aCompressedValueThatIsLongerThanAnyValueIsRefused() {
    // 7 MB could become 600 MB.
    byte[] body = new byte[7_000_000];
    byte[] head = hex("00c380" + String.format("%08x", body.length - 12) + "80" + "23c34600");
    System.arraycopy(head, 0, body, 0, head.length);

    assertThat(restore("k", payload(body, 10)))
        .isEqualTo("-ERR string exceeds maximum allowed size (proto-max-bulk-len)");
  }

  @Test
  void aTimeToLiveCountsFromTheLastSlice() {
    byte[] payload = plainPayload(draw(LARGE, 1));
    engine.betweenSlices(() -> engine.advance(10));

    engine.call(ascii("RESTORE"), ascii("k"), ascii("1000"), payload);

    assertThat(engine.slices()).isGreaterThan(3);
    assertThat(engine.run("PTTL k")).isEqualTo(":1000");
  }

  // ---- large values

  @ParameterizedTest
  @ValueSource(ints = {65_530, 65_535, 65_536, 65_537, 262_144, 300_000, LARGE})
  void valuesOfAllSizesGoThroughAPayload(int length) {
    byte[] value = draw(length, length);
    engine.call(ascii("SET"), ascii("k"), value);

    byte[] payload = dump("k");

    assertThat(payload).isEqualTo(plainPayload(value));
    assertThat(restore("copy", payload)).isEqualTo("+OK");
    assertThat(get("copy")).isEqualTo(value);
    assertThat(engine.run("DEL k copy")).isEqualTo(":2");
    assertThat(engine.wasFreed(engine.lastBlob())).isTrue();
  }

  @Test
  void aLargeValueStaysInTheMemoryOfItsPayload() {
    byte[] value = draw(LARGE, 2);

    restore("k", plainPayload(value));

    assertThat(blob("k")).isSameAs(engine.lastBlob()).matches(Blob::isExclusive);
    assertThat(engine.slices()).isGreaterThan(6);
    assertThat(get("k")).isEqualTo(value);
  }

  @Test
  void aLargePayloadThatSomebodyElseHoldsIsCopied() {
    byte[] value = draw(LARGE, 3);
    byte[] payload = plainPayload(value);
    engine.betweenSlices(() -> engine.lastBlob().retain());

    restore("k", payload);

    byte[] left = new byte[payload.length];
    engine.lastBlob().copyTo(0, left, 0, left.length);
    assertThat(left).isEqualTo(payload);
    assertThat(get("k")).isEqualTo(value);
  }

  @Test
  void memoryIsNotKeptForWhatStandsBehindAValue() {
    byte[] value = draw(100_000, 4);
    byte[] head = hex("0080" + String.format("%08x", value.length));

    restore("k", payload(join(head, value, new byte[LARGE]), 10));

    assertThat(blob("k").capacity()).isLessThan(2 * value.length);
    assertThat(engine.wasFreed(engine.lastBlob())).isTrue();
    assertThat(get("k")).isEqualTo(value);
  }

  @Test
  void aSmallPayloadMayHoldALargeValue() {
    // The letter a, then copies of 264 bytes.
    int copies = 6_000;
    byte[] body = new byte[12 + 2 + 3 * copies];
    int length = 1 + 264 * copies;
    byte[] head =
        hex(
            "00c380"
                + String.format("%08x", body.length - 12)
                + "80"
                + String.format("%08x", length));
    System.arraycopy(head, 0, body, 0, head.length);
    body[13] = 'a';
    for (int i = 14; i < body.length; i += 3) {
      body[i] = (byte) 0xE0;
      body[i + 1] = (byte) 0xFF;
    }

    assertThat(restore("k", payload(body, 10))).isEqualTo("+OK");

    assertThat(engine.slices()).isGreaterThan(5);
    byte[] expected = new byte[length];
    Arrays.fill(expected, (byte) 'a');
    assertThat(get("k")).isEqualTo(expected);
    body[16] = 1; // the first copy begins before the value
    assertThat(restore("m", payload(body, 10))).isEqualTo(BAD);
    body[16] = 0;
    body[body.length - 2] = (byte) 0xFE; // the last one is too short
    assertThat(restore("m", payload(body, 10))).isEqualTo(BAD);
    assertThat(engine.run("EXISTS m")).isEqualTo(":0");
  }

  @Test
  void aKeyThatCameInBetweenIsNotReplaced() {
    byte[] payload = plainPayload(draw(LARGE, 5));
    engine.betweenSlices(() -> put("k", "other"));

    assertThat(restore("k", payload)).isEqualTo(BUSY);

    assertThat(engine.run("GET k")).isEqualTo("\"other\"");
    assertThat(engine.wasFreed(engine.lastBlob())).isTrue();
    assertThat(restore("k", payload, "REPLACE")).isEqualTo("+OK");
    assertThat(engine.run("STRLEN k")).isEqualTo(":" + LARGE);
  }

  @Test
  void whatIsWrittenWhileAValueIsDumpedComesTooLate() {
    byte[] value = draw(LARGE, 6);
    engine.call(ascii("SET"), ascii("k"), value);
    engine.betweenSlices(
        () ->
            engine
                .lane(0)
                .write(engine.key("k"), ValueType.STRING.code(), LARGE - 7, Bytes.of("changed")));

    byte[] payload = dump("k");

    assertThat(engine.slices()).isGreaterThan(3);
    assertThat(payload).isEqualTo(plainPayload(value));
    assertThat(engine.run("GETRANGE k -7 -1")).isEqualTo("\"changed\"");
  }

  @Test
  void aValueThatIsRemovedWhileItIsDumpedIsFreedAfterwards() {
    byte[] value = draw(LARGE, 7);
    engine.call(ascii("SET"), ascii("k"), value);
    engine.betweenSlices(() -> engine.lane(0).remove(engine.key("k")));

    assertThat(dump("k")).isEqualTo(plainPayload(value));

    assertThat(engine.wasFreed(engine.lastBlob())).isTrue();
  }

  @Test
  void aCallThatIsGivenUpHoldsNothing() {
    byte[] value = draw(LARGE, 8);
    engine.call(ascii("SET"), ascii("k"), value);

    engine.giveUpAfterOneSlice(ascii("DUMP"), ascii("k"));

    assertThat(blob("k").isExclusive()).isTrue();
    engine.giveUpAfterOneSlice(ascii("RESTORE"), ascii("l"), ascii("0"), plainPayload(value));
    assertThat(engine.wasFreed(engine.lastBlob())).isTrue();
    assertThat(engine.run("EXISTS l")).isEqualTo(":0");
  }

  @Test
  void damageOfALargePayloadIsNoticed() {
    byte[] payload = plainPayload(draw(LARGE, 9));
    for (int at : new int[] {0, 5, 100_000, payload.length - 11, payload.length - 1}) {
      byte[] damaged = payload.clone();
      damaged[at] ^= 1;

      assertThat(restore("k", damaged)).as("byte %s", at).isEqualTo(WRONG);
      assertThat(engine.wasFreed(engine.lastBlob())).isTrue();
    }
    assertThat(engine.run("EXISTS k")).isEqualTo(":0");
  }

  // ---- effects

  @Test
  void restoringIsOnePutAndDumpingNothing() {
    RecordedEffects effects = new RecordedEffects();
    engine.lane(0).setEffects(effects);
    byte[] payload = payload("0003616263");

    engine.call(ascii("RESTORE"), ascii("a"), ascii("0"), payload);
    engine.call(ascii("RESTORE"), ascii("a"), ascii("500"), payload, ascii("REPLACE"));
    engine.call(ascii("RESTORE"), ascii("b"), ascii("4000000000000"), payload, ascii("ABSTTL"));
    engine.call("DUMP", "a");
    engine.call(ascii("RESTORE"), ascii("a"), ascii("0"), payload);
    engine.call(ascii("RESTORE"), ascii("c"), ascii("1"), payload, ascii("ABSTTL"));
    engine.call(
        ascii("RESTORE"), ascii("a"), ascii("1"), payload, ascii("ABSTTL"), ascii("REPLACE"));
    restore("large", plainPayload(draw(LARGE, 10)));

    assertThat(effects.take())
        .containsExactly(
            "put a abc",
            "put a abc until " + (CommandFixture.START_MS + 500),
            "put b abc until 4000000000000",
            "remove a CALL",
            "put large blob of " + LARGE);
  }

  @Test
  void dumpingIsAnAccessAndAHitOrAMiss() {
    engine.run("SET k v");
    long hits = engine.lane(0).hitCount();
    long misses = engine.lane(0).missCount();

    engine.run("DUMP k");
    engine.run("DUMP nosuch");

    assertThat(engine.lane(0).hitCount()).isEqualTo(hits + 1);
    assertThat(engine.lane(0).missCount()).isEqualTo(misses + 1);
  }
}
