package io.ember.cluster.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LargeValueTest {
  @ParameterizedTest
  @ValueSource(ints = {65_535, 65_536, 65_537, 1 << 20, 32 << 20})
  void returnsWhatWasSet(int length) {
    byte[] value = new byte[length];
    for (int i = 0; i < length; i++) {
      value[i] = (byte) ('a' + i % 26);
    }
    try (TestNode node = new TestNode();
        RespClient client = node.connect()) {
      client.send(utf8("SET"), utf8("k"), value);
      client.send("STRLEN", "k");
      client.send("GET", "k");
      client.send("PING");
      client.flush();

      assertThat(client.reply()).isEqualTo("+OK");
      assertThat(client.reply()).isEqualTo(":" + length);
      assertThat(utf8(client.reply())).hasSize(length + 1).endsWith(last(value));
      assertThat(client.reply()).isEqualTo("+PONG");
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] last(byte[] value) {
    return Arrays.copyOfRange(value, value.length - 1000, value.length);
  }

  @Test
  void finishesSendingAValueThatIsReplacedMeanwhile() {
    String large = "x".repeat(8 << 20);
    try (TestNode node = new TestNode();
        RespClient slow = node.connect();
        RespClient client = node.connect()) {
      client.call("SET", "k", large);
      slow.send("GET", "k");
      slow.send("GET", "k");
      slow.flush();
      assertThat(client.call("APPEND", "k", "tail")).isEqualTo(":" + (large.length() + 4));
      assertThat(client.call("DEL", "k")).isEqualTo(":1");

      String first = slow.reply();
      String second = slow.reply();

      assertThat(first.length() - 1).isIn(large.length(), large.length() + 4);
      assertThat(second).isIn("nil", "$" + large, "$" + large + "tail");
    }
  }

  @Test
  void sendsManyLargeValuesInOneReply() {
    String large = "y".repeat(1 << 20);
    try (TestNode node = new TestNode();
        RespClient client = node.connect()) {
      client.call("SET", "k", large);
      client.call("SET", "{k}small", "s");
      client.send("MGET", "k", "{k}small", "k", "nothing{k}", "k");
      client.send("GETRANGE", "k", "10", "200009");
      client.flush();

      assertThat(client.reply())
          .isEqualTo("*[$" + large + " $s $" + large + " nil $" + large + "]");
      assertThat(client.reply()).hasSize(1 + 200_000);
    }
  }

  @Test
  void sendsALongReplyOfSmallParts() {
    try (TestNode node = new TestNode();
        RespClient client = node.connect()) {
      int count = 50_000;
      String[] pairs = new String[2 * count + 1];
      pairs[0] = "MSET";
      for (int i = 0; i < count; i++) {
        pairs[2 * i + 1] = "{t}" + i;
        pairs[2 * i + 2] = "value" + i;
      }
      assertThat(client.call(pairs)).isEqualTo("+OK");
      String[] keys = new String[count + 1];
      keys[0] = "MGET";
      for (int i = 0; i < count; i++) {
        keys[i + 1] = "{t}" + i;
      }

      String reply = client.call(keys);

      assertThat(reply).startsWith("*[$value0 $value1 ").endsWith(" $value49999]");
      assertThat(client.call("PING")).isEqualTo("+PONG");
    }
  }
}
