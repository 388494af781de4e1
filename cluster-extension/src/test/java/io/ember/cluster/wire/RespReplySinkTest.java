package io.ember.cluster.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.engine.Blob;
import io.ember.engine.Bytes;
import io.ember.engine.ErrorCode;
import io.ember.engine.HeapBlob;
import io.ember.engine.StoreException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RespReplySinkTest {
  @Test
  void writesTheTypesOfResp2() {
    assertThat(written(2, RespReplySinkTest::everything))
        .isEqualTo(
            lines(
                "+OK ; +PONG ; -ERR bad  thing ; -MOVED 1 h:1 ; :-7 ; $3 ; abc ; $0"
                    + " ;  ; $-1 ; *-1 ; *2 ; :1 ; :2 ; *2 ; $1 ; k ; :1 ; *1 ; :5 ; *1"
                    + " ; :6 ; $3 ; 1.5 ; :1 ; :0 ; $4 ; text"));
  }

  @Test
  void writesTheTypesOfResp3() {
    assertThat(written(3, RespReplySinkTest::everything))
        .isEqualTo(
            lines(
                "+OK ; +PONG ; -ERR bad  thing ; -MOVED 1 h:1 ; :-7 ; $3 ; abc ; $0"
                    + " ;  ; _ ; _ ; *2 ; :1 ; :2 ; %1 ; $1 ; k ; :1 ; ~1 ; :5 ; >1"
                    + " ; :6 ; ,1.5 ; #t ; #f ; =8 ; txt:text"));
  }

  private static void everything(RespReplySink sink) {
    sink.ok();
    sink.simple("PONG");
    sink.error("bad\r\nthing");
    sink.error(ErrorCode.MOVED, "1 h:1");
    sink.integer(-7);
    sink.bulk("abc");
    sink.bulk("");
    sink.nil();
    sink.nilArray();
    sink.array(2);
    sink.integer(1);
    sink.integer(2);
    sink.map(1);
    sink.bulk("k");
    sink.integer(1);
    sink.set(1);
    sink.integer(5);
    sink.push(1);
    sink.integer(6);
    sink.number(1.5);
    sink.bool(true);
    sink.bool(false);
    sink.verbatim("txt", "text");
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        9,
        10,
        -1,
        -10,
        99,
        100,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        4294967296L,
        999999999999L,
        1000000000000000000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE
      })
  void writesIntegers(long value) {
    assertThat(written(2, sink -> sink.integer(value))).isEqualTo(":" + value + "\r\n");
  }

  @Test
  void writesAnyIntegerAsJavaDoes() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 100_000; i++) {
      long value = random.nextLong() >> random.nextInt(64);
      byte[] digits = new byte[Digits.MAX_LONG_DIGITS];
      int length = Digits.write(digits, 0, value);
      assertThat(new String(digits, 0, length, StandardCharsets.US_ASCII))
          .isEqualTo(Long.toString(value));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, -0",
    "3, 3",
    "-17, -17",
    "0.1, 0.1",
    "3.14159, 3.14159",
    "1e20, 1e+20",
    "1e21, 1e+21",
    "1.5e300, 1.5e+300",
    "123456789012345680000, 123456789012345680000",
    "0.0001, 0.0001",
    "0.000001, 0.000001",
    "0.0000001, 1e-7",
    "1.25e-9, 1.25e-9",
    "2e-323, 2e-323",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "Infinity, inf",
    "-Infinity, -inf",
    "NaN, nan"
  })
  void writesDoublesAsRedisDoes(double value, String text) {
    assertThat(written(3, sink -> sink.number(value))).isEqualTo("," + text + "\r\n");
  }

  @Test
  void writesDoublesThatReadBackTheSame() {
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertThat(Double.parseDouble(Digits.ofDouble(value))).isEqualTo(value);
      }
    }
  }

  @Test
  void refersToALargeValueInsteadOfCopyingIt() {
    Blob blob = blob(100_000);
    ReplyBuffer buffer = new ReplyBuffer(16);
    RespReplySink sink = new RespReplySink(buffer);

    sink.array(2);
    sink.bulk(blob);
    sink.integer(1);

    assertThat(buffer.end()).isLessThan(100);
    assertThat(buffer.markCount()).isEqualTo(1);
    assertThat(blob.isExclusive()).isFalse();
    assertThat(flatten(buffer)).startsWith("*2\r\n$100000\r\nxxx").endsWith("xxx\r\n:1\r\n");
    blob.release();
    assertThat(blob.capacity()).isZero();
  }

  @Test
  void refersToALargeValueBetweenBytesThatItCopies() {
    Blob blob = blob(100_000);
    ReplyBuffer buffer = new ReplyBuffer(16);
    RespReplySink sink = new RespReplySink(buffer);
    Bytes before = Bytes.of("-head-");
    Bytes after = Bytes.of("-foot-");

    sink.array(2);
    sink.bulk(before.wrap(before.array(), 1, 5), blob, after.wrap(after.array(), 0, 5));
    sink.integer(1);

    assertThat(buffer.end()).isLessThan(100);
    assertThat(flatten(buffer))
        .startsWith("*2\r\n$100010\r\nhead-xxx")
        .endsWith("xxx-foot\r\n:1\r\n")
        .hasSize(4 + 9 + 100_010 + 2 + 4);
    blob.release();
    assertThat(blob.capacity()).isZero();
  }

  @Test
  void forgetsWhatWasWrittenWhenItIsRewound() {
    Blob blob = blob(70_000);
    ReplyBuffer buffer = new ReplyBuffer(16);
    RespReplySink sink = new RespReplySink(buffer);
    sink.ok();

    sink.begin(buffer, 3);
    sink.array(2);
    sink.bulk(blob);
    sink.rewind();
    sink.nil();

    assertThat(blob.isExclusive()).isTrue();
    assertThat(flatten(buffer)).isEqualTo("+OK\r\n_\r\n");
  }

  @Test
  void movesRepliesWithTheirLargeValuesToAnotherBuffer() {
    Blob first = blob(70_000);
    Blob second = blob(80_000);
    ReplyBuffer shared = new ReplyBuffer(16);
    RespReplySink sink = new RespReplySink(shared);
    sink.bulk(first);
    int start = shared.end();
    int mark = shared.markCount();
    sink.array(2);
    sink.bulk(second);
    sink.bulk("z");
    ReplyBuffer own = new ReplyBuffer(4);
    own.append("+A\r\n".getBytes(StandardCharsets.US_ASCII), 0, 4);

    own.take(shared, start, shared.end(), mark, shared.markCount());
    shared.clear();

    assertThat(first.isExclusive()).isTrue();
    assertThat(second.isExclusive()).isFalse();
    assertThat(flatten(own))
        .startsWith("+A\r\n*2\r\n$80000\r\nxx")
        .endsWith("xx\r\n$1\r\nz\r\n")
        .hasSize(80_000 + 4 + 4 + 8 + 2 + 7);
    assertThat(second.isExclusive()).isTrue();
  }

  @Test
  void refusesAReplyThatNoArrayHolds() {
    ReplyBuffer buffer = new ReplyBuffer(16);

    assertThatThrownBy(() -> buffer.reserve(ReplyBuffer.MAX_BYTES + 1))
        .isInstanceOf(StoreException.class);
  }

  /** Lines are separated by semicolons here, which reads better than escapes. */
  private static String lines(String text) {
    return text.replace(" ;", ";").replace("; ", ";").replace(";", "\r\n") + "\r\n";
  }

  private static Blob blob(int length) {
    HeapBlob blob = new HeapBlob(length);
    byte[] bytes = "x".repeat(length).getBytes(StandardCharsets.US_ASCII);
    blob.append(bytes, 0, length);
    return blob;
  }

  private static String written(int protocol, Consumer<RespReplySink> replies) {
    ReplyBuffer buffer = new ReplyBuffer(1);
    RespReplySink sink = new RespReplySink(buffer);
    sink.begin(buffer, protocol);
    replies.accept(sink);
    return flatten(buffer);
  }

  private static String flatten(ReplyBuffer buffer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    for (int mark = 0; mark < buffer.markCount(); mark++) {
      out.write(buffer.array(), at, buffer.markPosition(mark) - at);
      at = buffer.markPosition(mark);
      Blob blob = buffer.takeBlob(mark);
      byte[] part = new byte[buffer.markLength(mark)];
      blob.copyTo(buffer.markFrom(mark), part, 0, part.length);
      blob.release();
      out.writeBytes(part);
    }
    out.write(buffer.array(), at, buffer.end() - at);
    return out.toString(StandardCharsets.UTF_8);
  }
}
