package io.ember.examples.conformance;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Random payloads for RESTORE: strings in every form, and what is close to one. It shares no code
 * with the project's own.
 *
 * <p>Left out is where Redis is not to be followed: it reads values on into the footer behind them.
 */
final class PayloadGrammar {
  private static final int FOOTER_BYTES = 10;

  /** The newest version that Redis 7.0 takes. */
  private static final int VERSION = 10;

  private final Dice dice;
  private final Vocabulary words;

  PayloadGrammar(Dice dice, Vocabulary words) {
    this.dice = dice;
    this.words = words;
  }

  /** {@return a payload that is right most of the time} */
  byte[] next() {
    return switch (dice.below(12)) {
      case 0 -> integer();
      case 1, 2 -> compressed();
      case 3 -> wrongLength();
      case 4 -> sealed(noString(), VERSION);
      case 5 -> sealed(plain(words.value()), dice.once(2) ? dice.below(VERSION) : 0xFFFF);
      case 6 -> damaged(of(words.value()));
      default -> of(words.value());
    };
  }

  /** {@return a right payload of that value, as it is} */
  static byte[] of(byte[] value) {
    return sealed(plain(value), VERSION);
  }

  private static byte[] plain(byte[] value) {
    ByteBuffer body = ByteBuffer.allocate(6 + value.length);
    return body.put((byte) 0).put((byte) 0x80).putInt(value.length).put(value).array();
  }

  private byte[] integer() {
    int form = dice.below(3);
    ByteBuffer body = ByteBuffer.allocate(2 + (1 << form)).put((byte) 0).put((byte) (0xC0 + form));
    return sealed(body.put(dice.bytes(1 << form)).array(), VERSION);
  }

  /** Letters, then copies of them. */
  private byte[] compressed() {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    int letters = dice.between(1, 32);
    int length = letters;
    stored.write(letters - 1);
    stored.writeBytes(Dice.latin(dice.letters(letters)));
    for (int copies = dice.once(10) ? dice.between(300, 400) : dice.below(20);
        copies > 0;
        copies--) {
      int more = dice.below(256);
      stored.write(0xE0);
      stored.write(more);
      stored.write(dice.below(letters));
      length += 9 + more;
    }
    byte[] bytes = stored.toByteArray();
    if (dice.once(4)) {
      bytes[dice.below(bytes.length)] ^= (byte) (1 << dice.below(8));
    }
    int announced = dice.once(6) ? dice.between(1, 2 * length) : length;
    ByteBuffer body = ByteBuffer.allocate(12 + bytes.length).put((byte) 0).put((byte) 0xC3);
    body.put((byte) 0x80).putInt(bytes.length).put((byte) 0x80).putInt(announced).put(bytes);
    return sealed(body.array(), VERSION);
  }

  private byte[] wrongLength() {
    byte[] body = plain(words.value());
    int length = body.length - 6;
    int behindFooter = length + FOOTER_BYTES + 1;
    int announced =
        dice.once(2) ? dice.below(length + 1) : dice.once(2) ? behindFooter : Integer.MIN_VALUE;
    ByteBuffer.wrap(body).putInt(2, announced);
    return sealed(body, VERSION);
  }

  /** A type or a form that there is not. */
  private byte[] noString() {
    byte[] body = dice.bytes(20);
    boolean isType = dice.once(2);
    body[0] = (byte) (isType ? dice.between(0xF0, 0xFF) : 0);
    body[1] = (byte) dice.between(0xC4, 0xFF);
    return body;
  }

  private byte[] damaged(byte[] payload) {
    byte[] damaged = payload.clone();
    damaged[dice.below(damaged.length)] ^= (byte) (1 << dice.below(8));
    return damaged;
  }

  private static byte[] sealed(byte[] body, int version) {
    ByteBuffer payload = ByteBuffer.allocate(body.length + FOOTER_BYTES);
    payload.order(ByteOrder.LITTLE_ENDIAN).put(body).putShort((short) version);
    return payload.putLong(checksum(payload.array(), payload.position())).array();
  }

  /** The CRC of 64 bits by Jones, bit by bit. */
  private static long checksum(byte[] bytes, int length) {
    long crc = 0;
    for (int i = 0; i < length; i++) {
      crc ^= bytes[i] & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : 0x95AC9329AC4BC9B5L);
      }
    }
    return crc;
  }
}
