package io.ember.engine.command;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * A payload of RESTORE with a right checksum: a string in any of its forms, or something close to
 * one.
 *
 * <p>Left out is where Redis is not to be followed: it reads a value on into the footer, and with
 * no compressed bytes at all it decompresses what lies in its memory.
 */
record RandomPayload(byte[] bytes) {
  /** Behind this a length cannot reach into the footer and end there. */
  private static final int BEHIND_FOOTER = 11;

  /** {@return the bytes as chars} */
  String text() {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static RandomPayload draw(Random random, String latin) {
    byte[] value = latin.getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(0);
    switch (random.nextInt(8)) {
      case 0 -> integer(random, body);
      case 1 -> {
        // No form of a string, or no length.
        body.write(random.nextBoolean() ? 0xC4 + random.nextInt(60) : 0x82 + random.nextInt(62));
        body.writeBytes(new byte[BEHIND_FOOTER]);
      }
      case 2, 3 -> compressed(random, body, value);
      default -> {
        writeLength(random, body, wrongAtTimes(random, value.length));
        body.writeBytes(value);
      }
    }
    return new RandomPayload(withFooter(body, random.nextInt(4) == 0 ? random.nextInt(14) : 10));
  }

  private static void integer(Random random, ByteArrayOutputStream body) {
    body.write(0xC0 + random.nextInt(3));
    byte[] number = new byte[4 + random.nextInt(3)];
    random.nextBytes(number);
    body.writeBytes(number);
  }

  /** Runs of the value as they are, then some copies of what came before. */
  private static void compressed(Random random, ByteArrayOutputStream body, byte[] value) {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    for (int at = 0; at < value.length; at += 32) {
      int count = Math.min(32, value.length - at);
      stored.write(count - 1);
      stored.write(value, at, count);
    }
    int length = value.length;
    for (int i = value.length == 0 ? 0 : random.nextInt(400); i > 0; i--) {
      int more = random.nextInt(256);
      stored.write(0xE0);
      stored.write(more);
      stored.write(random.nextInt(Math.min(256, value.length)));
      length += 9 + more;
    }
    if (stored.size() == 0) {
      stored.write(random.nextInt(256));
      length = 1 + random.nextInt(100);
    }
    byte[] bytes = stored.toByteArray();
    if (random.nextInt(4) == 0) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    body.write(0xC3);
    writeLength(random, body, Math.max(1, wrongAtTimes(random, bytes.length)));
    writeLength(random, body, Math.max(1, wrongAtTimes(random, length)));
    body.writeBytes(bytes);
  }

  private static long wrongAtTimes(Random random, int length) {
    return switch (random.nextInt(16)) {
      case 0 -> Math.max(0, length - 1 - random.nextInt(3));
      case 1 -> length + BEHIND_FOOTER + random.nextInt(300);
      case 2 -> 0x7FFF_FFFFL << random.nextInt(31);
      default -> length;
    };
  }

  /** In any form in which it fits. */
  private static void writeLength(Random random, ByteArrayOutputStream body, long length) {
    int form = random.nextInt(5);
    if (length < 1 << 6 && form < 3) {
      body.write((int) length);
    } else if (length < 1 << 14 && form < 4) {
      body.write((int) (0x40 | length >> 8));
      body.write((int) length);
    } else if (length <= 0xFFFF_FFFFL && form != 0) {
      body.write(0x80);
      body.writeBytes(ByteBuffer.allocate(4).putInt((int) length).array());
    } else {
      body.write(0x81);
      body.writeBytes(ByteBuffer.allocate(8).putLong(length).array());
    }
  }

  /** Version 11 and more is what this Redis does not take, and Ember does. */
  private static byte[] withFooter(ByteArrayOutputStream body, int version) {
    int readByBoth = version == 11 || version == 12 ? 13 : version;
    byte[] bytes = body.toByteArray();
    ByteBuffer all = ByteBuffer.allocate(bytes.length + 10).order(ByteOrder.LITTLE_ENDIAN);
    all.put(bytes).putShort((short) readByBoth);
    return all.putLong(Crc64.update(0, all.array(), 0, bytes.length + 2)).array();
  }
}
