package io.ember.cluster.bus;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 (RFC 2104) under one key, and HKDF (RFC 5869) made of it. The key is set up once,
 * since that costs as much as a short tag. Owner: one thread at a time.
 */
final class Hmac {
  /** Bytes of a whole tag. */
  static final int TAG_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";

  private final Mac mac;

  Hmac(byte[] key) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
    }
  }

  /** {@return the tag of the parts, one after the other} */
  byte[] tag(byte[]... parts) {
    for (byte[] part : parts) {
      mac.update(part);
    }
    return mac.doFinal();
  }

  /** {@return the tag of what remains of the parts, one after the other} */
  byte[] tag(ByteBuffer... parts) {
    for (ByteBuffer part : parts) {
      mac.update(part);
    }
    return mac.doFinal();
  }

  /**
   * {@return whether a tag, perhaps shortened, is the beginning of the right one} The time that it
   * takes does not tell in how many bytes they agree.
   */
  static boolean matches(byte[] right, byte[] tag) {
    return MessageDigest.isEqual(Arrays.copyOf(right, tag.length), tag);
  }

  /** {@return HKDF-Extract: an even key of uneven material} */
  static byte[] extract(byte[] salt, byte[] material) {
    return new Hmac(salt).tag(material);
  }

  /** {@return HKDF-Expand: as many bytes as wanted, for the purpose that {@code info} names} */
  static byte[] expand(byte[] pseudoRandomKey, byte[] info, int lengthBytes) {
    Hmac hmac = new Hmac(pseudoRandomKey);
    byte[] out = new byte[lengthBytes];
    byte[] block = new byte[0];
    int done = 0;
    for (byte number = 1; done < lengthBytes; number++) {
      block = hmac.tag(block, info, new byte[] {number});
      int taken = Math.min(block.length, lengthBytes - done);
      System.arraycopy(block, 0, out, done, taken);
      done += taken;
    }
    return out;
  }
}
