package io.ember.cluster.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PushMessageTest {
  @Test
  void isEncodedOnceForBothProtocolsButForItsFirstByte() {
    PushMessage message = PushMessage.of(bytes("message"), bytes(""), bytes("a\r\nb"));

    assertThat(message.encoded())
        .asString(StandardCharsets.US_ASCII)
        .isEqualTo(">3\r\n$7\r\nmessage\r\n$0\r\n\r\n$4\r\na\r\nb\r\n");
    assertThat(message.length()).isEqualTo(message.encoded().length);
    assertThat(message.typeByte(3)).isEqualTo((byte) '>');
    assertThat(message.typeByte(2)).isEqualTo((byte) '*');
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
