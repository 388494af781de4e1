package io.ember.cluster.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.Blob;
import io.ember.engine.EngineCall;
import io.ember.engine.HeapBlob;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDecoderTest {
  private static final String STREAM =
      String.join(
          "",
          "*3\r\n$3\r\nSET\r\n$5\r\nkey\r\n\r\n$0\r\n\r\n",
          "PING\r\n",
          "*0\r\n*-1\r\n\r\n   \r\n",
          "*1\r\n$4\r\nQUIT\r\n",
          "set \"a b\" 'c\\'d' \"\\x41\\n\"\n",
          "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n");

  private static final List<String> CALLS =
      List.of("[SET, key\r\n, ]", "[PING]", "[QUIT]", "[set, a b, c'd, A\n]", "[GET, k]");

  @Test
  void findsTheArgumentsOfArraysAndOfInlineCommands() {
    assertThat(new DecoderProbe().feed(STREAM).outcomes()).isEqualTo(CALLS);
  }

  @Test
  void findsTheSameWhereverTheStreamIsCut() {
    for (int cut = 0; cut <= STREAM.length(); cut++) {
      DecoderProbe probe = new DecoderProbe();

      probe.feed(STREAM.substring(0, cut)).feed(STREAM.substring(cut));

      assertThat(probe.outcomes()).as("cut at %d", cut).isEqualTo(CALLS);
    }
  }

  @Test
  void findsTheSameByteByByte() {
    DecoderProbe probe = new DecoderProbe();

    for (int i = 0; i < STREAM.length(); i++) {
      probe.feed(STREAM.substring(i, i + 1));
    }

    assertThat(probe.outcomes()).isEqualTo(CALLS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*x\\r\\n|invalid multibulk length",
        "*\\r\\n|invalid multibulk length",
        "*01\\r\\n|invalid multibulk length",
        "*+1\\r\\n|invalid multibulk length",
        "*1 \\r\\n|invalid multibulk length",
        "*1048577\\r\\n|invalid multibulk length",
        "*2147483647\\r\\n|invalid multibulk length",
        "*99999999999999999999\\r\\n|invalid multibulk length",
        "*1\\r\\nPING\\r\\n|expected '$', got 'P'",
        "*1\\r\\n:4\\r\\n|expected '$', got ':'",
        "*1\\r\\n$-1\\r\\n|invalid bulk length",
        "*1\\r\\n$\\r\\n|invalid bulk length",
        "*1\\r\\n$007\\r\\n|invalid bulk length",
        "*1\\r\\n$536870913\\r\\n|invalid bulk length",
        "*1\\r\\n$9999999999\\r\\n|invalid bulk length",
        "*1\\r\\n$abc\\r\\n|invalid bulk length",
        "set a \"b\\r\\n|unbalanced quotes in request",
        "set a 'b\\r\\n|unbalanced quotes in request",
        "set \"a\"b\\r\\n|unbalanced quotes in request",
      })
  void saysWhatIsWrongInTheWordsOfRedis(String escaped, String error) {
    String bytes = escaped.replace("\\r\\n", "\r\n");

    assertThat(new DecoderProbe().feed(bytes).outcomes())
        .containsExactly("Protocol error: " + error);
  }

  @Test
  void refusesALineThatDoesNotEnd() {
    String many = "1".repeat(RequestDecoder.MAX_LINE_BYTES + 1);

    assertThat(new DecoderProbe().feed("*" + many).outcomes())
        .containsExactly("Protocol error: too big mbulk count string");
    assertThat(new DecoderProbe().feed("*1\r\n$" + many).outcomes())
        .containsExactly("Protocol error: too big bulk count string");
    assertThat(new DecoderProbe().feed("a" + many).outcomes())
        .containsExactly("Protocol error: too big inline request");
  }

  @Test
  void allowsOnlySmallCallsBeforeAuthentication() {
    DecoderProbe probe = new DecoderProbe();
    probe.decoder().setAuthenticated(false);

    probe.feed("*2\r\n$4\r\nAUTH\r\n$6\r\nsecret\r\n*11\r\n");

    assertThat(probe.outcomes())
        .containsExactly("[AUTH, secret]", "Protocol error: unauthenticated multibulk length");
    probe = new DecoderProbe();
    probe.decoder().setAuthenticated(false);
    probe.feed("*2\r\n$4\r\nAUTH\r\n$16385\r\n");
    assertThat(probe.outcomes()).containsExactly("Protocol error: unauthenticated bulk length");
  }

  @Test
  void allowsAMillionArguments() {
    int count = RequestDecoder.MAX_ARGUMENTS;
    StringBuilder bytes = new StringBuilder("*" + count + "\r\n$3\r\nDEL\r\n");
    bytes.append("$1\r\nk\r\n".repeat(count - 1));

    List<String> outcomes = new DecoderProbe().feed(bytes.toString()).outcomes();

    assertThat(outcomes).hasSize(1);
    assertThat(outcomes.get(0)).startsWith("[DEL, k, k").hasSize(count * 3 + 2);
  }

  @Test
  void receivesALargeArgumentIntoABlob() {
    String large = "x".repeat(100_000);
    String bytes = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$100000\r\n" + large + "\r\nPING\r\n";

    assertThat(new DecoderProbe().feed(bytes).outcomes())
        .containsExactly("[SET, k, blob:" + large + "]", "[PING]");
    for (int piece : new int[] {1000, 4096, 65_536, 99_999, 100_028, 100_029, 100_030}) {
      DecoderProbe probe = new DecoderProbe();
      for (int from = 0; from < bytes.length(); from += piece) {
        probe.feed(bytes.substring(from, Math.min(bytes.length(), from + piece)));
      }
      assertThat(probe.outcomes())
          .as("in pieces of %d", piece)
          .containsExactly("[SET, k, blob:" + large + "]", "[PING]");
    }
  }

  @Test
  void keepsTheLastArgumentBelowTheLimitInTheArray() {
    String value = "x".repeat(65_535);

    assertThat(
            new DecoderProbe().feed("*2\r\n$4\r\nECHO\r\n$65535\r\n" + value + "\r\n").outcomes())
        .containsExactly("[ECHO, " + value + "]");
  }

  @Test
  void takesMemoryOnlyForBytesThatHaveArrived() {
    DecoderProbe probe = new DecoderProbe();

    probe.feed("*2\r\n$4\r\nECHO\r\n$536870912\r\nabc");

    assertThat(probe.blobs()).hasSize(1);
    assertThat(probe.blobs().get(0).capacity()).isLessThanOrEqualTo(64 * 1024);
    probe.feed("y".repeat(1 << 20));
    assertThat(probe.blobs().get(0).capacity()).isLessThanOrEqualTo(4 << 20);
  }

  @Test
  void freesALargeArgumentThatIsNeverFinished() {
    DecoderProbe probe = new DecoderProbe();
    probe.feed("*3\r\n$3\r\nSET\r\n$70000\r\n" + "k".repeat(70_000) + "\r\n$80000\r\nabc");

    probe.close();

    assertThat(probe.blobs()).hasSize(2);
    assertThat(probe.blobs()).allMatch(blob -> blob.capacity() == 0, "freed");
  }

  @Test
  void refusesACallOfMoreThanAGibibyte() {
    RequestDecoder decoder = new RequestDecoder(capacity -> new ForgetfulBlob());
    EngineCall call = DecoderProbe.newCall();
    byte[] header = "*3\r\n$536870912\r\n".getBytes(StandardCharsets.US_ASCII);
    byte[] next = "\r\n$536870912\r\n".getBytes(StandardCharsets.US_ASCII);
    byte[] last = "\r\n$1\r\n".getBytes(StandardCharsets.US_ASCII);

    assertThat(decode(decoder, call, header)).isEqualTo(RequestDecoder.Outcome.INCOMPLETE);
    feedBlob(decoder);
    assertThat(decode(decoder, call, next)).isEqualTo(RequestDecoder.Outcome.INCOMPLETE);
    feedBlob(decoder);

    assertThat(decode(decoder, call, last)).isEqualTo(RequestDecoder.Outcome.MALFORMED);
    assertThat(decoder.errorText()).isEqualTo("Protocol error: too big request");
  }

  private static RequestDecoder.Outcome decode(
      RequestDecoder decoder, EngineCall call, byte[] bytes) {
    decoder.moved(-decoder.position());
    return decoder.decode(call, bytes, bytes.length);
  }

  private static void feedBlob(RequestDecoder decoder) {
    ByteBuffer piece = ByteBuffer.allocate(1 << 20);
    while (decoder.blobBytesWanted() > 0) {
      decoder.feedBlob(piece.clear());
    }
  }

  /** Takes any number of bytes and keeps none. */
  private static final class ForgetfulBlob extends Blob {
    @Override
    public int capacity() {
      return Integer.MAX_VALUE;
    }

    @Override
    public void ensureCapacity(int capacity) {}

    @Override
    public void copyTo(int from, byte[] target, int targetOffset, int count) {
      throw new UnsupportedOperationException("no bytes");
    }

    @Override
    public void copyTo(int from, ByteBuffer target, int count) {
      throw new UnsupportedOperationException("no bytes");
    }

    @Override
    public void write(int at, byte[] source, int sourceOffset, int count) {}

    @Override
    public void append(ByteBuffer source) {
      lengthWritten(length() + source.remaining());
      source.position(source.limit());
    }

    @Override
    protected void zero(int from, int count) {}

    @Override
    protected void free() {}
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\0b c\r\n", "\0\r\n"})
  void endsAnInlineCommandAtAZeroAsACStringEnds(String line) {
    List<String> outcomes = new DecoderProbe().feed(line).outcomes();

    assertThat(outcomes).isEqualTo(line.charAt(0) == 'a' ? List.of("[a]") : List.of());
  }

  @Test
  void readsInlineWordsByTheRulesOfRedis() {
    DecoderProbe probe = new DecoderProbe();

    probe.feed("  a\tb \u000bc\u000bd \"\" '' x\"y z\" \"\\q\\\\\\\"\" '\\n' \"\\xZZ\\x4\"\r\n");

    assertThat(probe.outcomes()).containsExactly("[a, b, c\u000bd, , , xy z, q\\\", \\n, xZZx4]");
  }

  @Test
  void leavesSmallArgumentsWhereTheyLie() {
    byte[] bytes = "*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII);
    RequestDecoder decoder = new RequestDecoder(HeapBlob::new);
    EngineCall call = DecoderProbe.newCall();
    call.begin(DecoderProbe.NOBODY, bytes, (array, offset, length) -> 0);

    decoder.start(0);
    decoder.decode(call, bytes, bytes.length);

    assertThat(call.array()).isSameAs(bytes);
    assertThat(call.argumentOffset(0)).isEqualTo(8);
    assertThat(decoder.position()).isEqualTo(bytes.length);
  }
}
