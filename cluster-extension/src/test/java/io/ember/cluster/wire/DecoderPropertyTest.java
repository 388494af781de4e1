package io.ember.cluster.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DecoderPropertyTest {
  private static final String[] FRAGMENTS = {
    "*", "$", "\r\n", "\r", "\n", "*1\r\n", "*2\r\n$3\r\n", "$0\r\n\r\n", "GET", "-1", "0", "99999",
    " ", "\"", "'", "\\", "\\x4", "a", "\0", "$70000\r\n", "*-1\r\n", "*0\r\n", "PING\r\n", "$4\r\n"
  };

  @Test
  void findsTheSameInAnyCuttingOfRandomFragments() {
    SplittableRandom random = new SplittableRandom(20261124);
    for (int round = 0; round < 20_000; round++) {
      byte[] stream = fragments(random);
      DecoderProperty.check(stream, cuts(random), random.nextInt(4) > 0);
    }
  }

  @Test
  void findsTheSameInAnyCuttingOfRandomBytes() {
    SplittableRandom random = new SplittableRandom(42);
    for (int round = 0; round < 20_000; round++) {
      byte[] stream = new byte[random.nextInt(60)];
      random.nextBytes(stream);
      DecoderProperty.check(stream, cuts(random), true);
    }
  }

  @Test
  void findsExactlyTheCallsThatWereSent() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 2_000; round++) {
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      List<String> sent = new ArrayList<>();
      for (int calls = random.nextInt(1, 6); calls > 0; calls--) {
        sent.add(write(stream, random));
      }
      DecoderProbe probe = new DecoderProbe();
      byte[] bytes = stream.toByteArray();
      int at = 0;
      while (at < bytes.length) {
        int count = Math.min(bytes.length - at, random.nextInt(1, 1 << random.nextInt(1, 18)));
        probe.feed(java.util.Arrays.copyOfRange(bytes, at, at + count));
        at += count;
      }
      assertThat(probe.outcomes()).isEqualTo(sent);
    }
  }

  private static String write(ByteArrayOutputStream stream, SplittableRandom random) {
    int count = random.nextInt(1, 8);
    List<String> arguments = new ArrayList<>();
    stream.writeBytes(("*" + count + "\r\n").getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < count; i++) {
      boolean large = random.nextInt(50) == 0;
      byte[] argument = new byte[large ? random.nextInt(65_000, 200_000) : random.nextInt(40)];
      random.nextBytes(argument);
      stream.writeBytes(("$" + argument.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
      stream.writeBytes(argument);
      stream.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
      String text = new String(argument, StandardCharsets.ISO_8859_1);
      arguments.add(argument.length >= 65_536 ? "blob:" + text : text);
    }
    return arguments.toString();
  }

  private static byte[] fragments(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int count = random.nextInt(30); count > 0; count--) {
      text.append(FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static int[] cuts(SplittableRandom random) {
    int[] cuts = new int[random.nextInt(6)];
    for (int i = 0; i < cuts.length; i++) {
      cuts[i] = random.nextInt();
    }
    return cuts;
  }
}
