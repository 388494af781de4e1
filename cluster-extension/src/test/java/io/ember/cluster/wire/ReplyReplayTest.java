package io.ember.cluster.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.engine.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyReplayTest {
  private static final String LINE_END = "\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+OK|",
        "+PONG|",
        "-MOVED 1 h:1|",
        "-ERR |",
        ":-7|",
        "$3|abc|",
        "$0||",
        "$-1|",
        "*-1|",
        "*0|",
        "*2|:1|*1|$1|x|"
      })
  void repeatsResp2ByteForByte(String reply) {
    assertThat(replayed(2, encoded(reply))).isEqualTo(encoded(reply));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_|",
        "%1|$1|k|:1|",
        "~1|:5|",
        ",1.5|",
        ",inf|",
        "#t|",
        "#f|",
        "=8|txt:text|",
        "%0|",
        "*2|%1|+a|_|~2|:1|:2|"
      })
  void repeatsResp3ByteForByte(String reply) {
    assertThat(replayed(3, encoded(reply))).isEqualTo(encoded(reply));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "+OK",
        "+OK|+OK|",
        ":x|",
        "$5|abc|",
        "$-2|",
        "*99999999999|",
        "*2|:1|",
        "?1|",
        "=2|ab|",
        "%3|:1|"
      })
  void refusesWhatIsNotExactlyOneReply(String reply) {
    assertThatThrownBy(() -> replayed(3, encoded(reply))).isInstanceOf(ProtocolException.class);
  }

  @Test
  void bytesOfAnyKindAreRepeatedOrRefused() {
    SplittableRandom random = new SplittableRandom(7);
    byte[] alphabet = "+-:$*%~_#,=0123456789\r\nt\u0001".getBytes(StandardCharsets.ISO_8859_1);
    int repeated = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = alphabet[random.nextInt(alphabet.length)];
      }
      try {
        replayed(3, bytes);
        repeated++;
      } catch (ProtocolException e) {
        assertThat(e).hasMessageMatching("(?s).+");
      }
    }
    assertThat(repeated).isPositive();
  }

  private static byte[] replayed(int protocol, byte[] encoded) {
    ReplyBuffer buffer = new ReplyBuffer(16);
    RespReplySink sink = new RespReplySink(buffer);
    sink.begin(buffer, protocol);
    ReplyReplay.into(encoded, sink);
    return Arrays.copyOf(buffer.array(), buffer.end());
  }

  private static byte[] encoded(String reply) {
    return reply.replace("|", LINE_END).getBytes(StandardCharsets.ISO_8859_1);
  }
}
