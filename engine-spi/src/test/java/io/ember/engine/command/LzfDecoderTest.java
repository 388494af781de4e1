package io.ember.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.Blob;
import io.ember.engine.HeapBlob;
import io.ember.engine.command.LzfDecoder.Progress;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The decoder beside a plain one, on right and on wrong input. */
class LzfDecoderTest {
  private static final int PREFIX = 3;

  /** {@return the input decoded all at once, or null if that is not possible} */
  private static byte @Nullable [] plain(byte[] input, int length) {
    byte[] out = new byte[length];
    int at = 0;
    int to = 0;
    while (at < input.length) {
      int control = input[at++] & 0xFF;
      if (control < 32) {
        int count = control + 1;
        if (count > length - to || count > input.length - at) {
          return null;
        }
        System.arraycopy(input, at, out, to, count);
        at += count;
        to += count;
        continue;
      }
      int count = control >> 5;
      if (count == 7) {
        if (at == input.length) {
          return null;
        }
        count += input[at++] & 0xFF;
      }
      if (at == input.length) {
        return null;
      }
      int from = to - ((control & 31) << 8) - (input[at++] & 0xFF) - 1;
      count += 2;
      if (from < 0 || count > length - to) {
        return null;
      }
      for (int i = 0; i < count; i++) {
        out[to++] = out[from++];
      }
    }
    return to == length ? out : null;
  }

  private record Stream(byte[] input, int length) {}

  /** {@return a stream of runs and copies of all lengths and distances} */
  private static Stream draw(Random random, int tokens) {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    int length = 0;
    for (int i = 0; i < tokens; i++) {
      if (length == 0 || random.nextInt(3) == 0) {
        int count = 1 + random.nextInt(32);
        input.write(count - 1);
        for (int j = 0; j < count; j++) {
          input.write(random.nextInt());
        }
        length += count;
        continue;
      }
      int distance = 1 + random.nextInt(random.nextBoolean() ? Math.min(length, 8) : length);
      distance = Math.min(random.nextInt(4) == 0 ? length : distance, 8192);
      int count = random.nextBoolean() ? 3 + random.nextInt(6) : 9 + random.nextInt(256);
      int high = (distance - 1) >> 8;
      if (count < 9) {
        input.write(((count - 2) << 5) | high);
      } else {
        input.write((7 << 5) | high);
        input.write(count - 9);
      }
      input.write(distance - 1);
      length += count;
    }
    return new Stream(input.toByteArray(), length);
  }

  /** {@return what the decoder makes of it in slices, or null if it says that it is malformed} */
  private static byte @Nullable [] decode(byte[] input, int length, boolean toBlob, int budget) {
    byte[] around = new byte[PREFIX + input.length + 7];
    Arrays.fill(around, (byte) 0x20);
    System.arraycopy(input, 0, around, PREFIX, input.length);
    CommandFixture.TestCall call = new CommandFixture.TestCall();
    call.begin(CommandFixture.TestCall.CALLER, around, (bytes, from, count) -> 0);
    call.addArgument(1, around.length - 1);
    Blob target = toBlob ? new HeapBlob(0) : null;
    LzfDecoder decoder =
        new LzfDecoder(new PayloadInput(call, 0), PREFIX - 1, input.length, length, target);
    Progress progress = decoder.decode(budget);
    while (progress == Progress.MORE) {
      progress = decoder.decode(budget);
    }
    if (progress == Progress.MALFORMED) {
      return null;
    }
    if (target == null) {
      return decoder.output();
    }
    byte[] bytes = new byte[target.length()];
    target.copyTo(0, bytes, 0, bytes.length);
    return bytes;
  }

  @Test
  void decodesRunsAndCopies() {
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      Stream stream = draw(random, 1 + random.nextInt(i < 290 ? 60 : 5_000));
      byte[] expected = plain(stream.input(), stream.length());

      assertThat(expected).isNotNull();
      for (boolean toBlob : new boolean[] {false, true}) {
        int budget = 1 + random.nextInt(2 * stream.length());
        assertThat(decode(stream.input(), stream.length(), toBlob, budget))
            .as("stream %s", i)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void refusesWhatThePlainOneRefuses() {
    Random random = new Random(2);
    int refused = 0;
    int taken = 0;
    for (int i = 0; i < 20_000; i++) {
      Stream stream = draw(random, 1 + random.nextInt(20));
      byte[] input = stream.input().clone();
      int length = stream.length();
      switch (random.nextInt(4)) {
        case 0 -> length = Math.max(1, length + random.nextInt(5) - 2);
        case 1 -> input = Arrays.copyOf(input, 1 + random.nextInt(input.length));
        case 2 -> input = Arrays.copyOf(input, input.length + 1);
        default -> input[random.nextInt(input.length)] ^= (byte) (1 << random.nextInt(8));
      }
      byte[] expected = plain(input, length);

      assertThat(decode(input, length, random.nextBoolean(), 1 + random.nextInt(300)))
          .as("stream %s", i)
          .isEqualTo(expected);
      refused += expected == null ? 1 : 0;
      taken += expected == null ? 0 : 1;
    }
    assertThat(refused).isGreaterThan(5_000);
    assertThat(taken).isGreaterThan(1_000);
  }

  @Test
  void noByteBecomesMoreThanTheGreatestExpansion() {
    byte[] input = new byte[2 + 3 * 1_000];
    for (int i = 2; i < input.length; i += 3) {
      input[i] = (byte) 0xE0;
      input[i + 1] = (byte) 0xFF;
    }
    int length = 1 + 264 * 1_000;

    assertThat(decode(input, length, true, length)).isEqualTo(new byte[length]);
    assertThat(length).isLessThanOrEqualTo(input.length * LzfDecoder.MAX_EXPANSION);
  }
}
