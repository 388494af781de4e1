package io.ember.perf.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestEncoderTest {
  @Test
  void namesKeysAsRedisBenchmarkDoes() {
    RequestEncoder encoder = new RequestEncoder(3, 1);

    assertThat(encoded(encoder, false, 42))
        .isEqualTo("*2\r\n$3\r\nGET\r\n$16\r\nkey:000000000042\r\n");
    assertThat(encoded(encoder, false, RequestEncoder.MAX_KEYS - 1)).contains("key:999999999999");
    assertThat(encoded(encoder, true, 7))
        .matches("\\*3\r\n\\$3\r\nSET\r\n\\$16\r\nkey:000000000007\r\n\\$3\r\n[a-z]{3}\r\n");
  }

  @Test
  void knowsHowLongARequestIs() {
    RequestEncoder encoder = new RequestEncoder(100, 1);

    assertThat(encoded(encoder, true, 1)).hasSize(encoder.maxRequestBytes());
  }

  @Test
  void anEmptyValueIsAValue() {
    assertThat(encoded(new RequestEncoder(0, 1), true, 1)).endsWith("\r\n$0\r\n\r\n");
  }

  private static String encoded(RequestEncoder encoder, boolean isSet, long key) {
    ByteBuffer target = ByteBuffer.allocate(1000);
    encoder.encode(target, isSet, key);
    return new String(target.array(), 0, target.position(), StandardCharsets.US_ASCII);
  }
}
