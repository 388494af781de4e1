package io.ember.examples.demo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The keys that one connection works on and what it knows of them: the model that the node's
 * answers are compared with. No other connection writes these keys, so the model is exact.
 *
 * <p>Keys are numbered {@code [0, keyCount)}. Owner thread: the connection's.
 */
final class Partition {
  private static final byte[] LETTERS =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._"
          .getBytes(StandardCharsets.US_ASCII);
  private static final int LETTER_BITS = 6;
  private static final byte[] SUFFIX = "+more".getBytes(StandardCharsets.US_ASCII);

  private final int number;
  private final int valueBytes;

  /** How often the key was set, negated while it does not exist. */
  private final int[] versions;

  /** How often something was appended since the key was set. */
  private final byte[] appends;

  private final boolean[] expiring;
  private final long[] counters;

  /** What a key may be whose last write has an outcome that nobody knows. It is left alone then. */
  private final Map<Integer, List<byte @Nullable []>> keyDoubts = new HashMap<>();

  private final Map<Integer, List<byte @Nullable []>> counterDoubts = new HashMap<>();
  private int existingKeys;
  private int existingCounters;
  private int leases;

  /**
   * @param number tells this partition's keys from those of others
   */
  Partition(int number, int keyCount, int counterCount, int valueBytes) {
    this.number = number;
    this.valueBytes = valueBytes;
    versions = new int[keyCount];
    appends = new byte[keyCount];
    expiring = new boolean[keyCount];
    counters = new long[counterCount];
  }

  int number() {
    return number;
  }

  int keyCount() {
    return versions.length;
  }

  int counterCount() {
    return counters.length;
  }

  /** {@return how many keys with a short life were set} */
  int leaseCount() {
    return leases;
  }

  /** {@return how many keys and counters exist for certain, those with a short life left out} */
  long existingCount() {
    return (long) existingKeys + existingCounters;
  }

  byte[] key(int index) {
    return ascii("key:" + number + ":" + index);
  }

  byte[] counterKey(int index) {
    return ascii("counter:" + number + ":" + index);
  }

  byte[] leaseKey(int index) {
    return ascii("lease:" + number + ":" + index);
  }

  /** {@return a key that was not used yet, for a value that expires soon} */
  byte[] newLeaseKey() {
    return leaseKey(leases++);
  }

  boolean exists(int index) {
    return versions[index] > 0;
  }

  /** {@return whether the key exists and was given a time to live} */
  boolean isExpiring(int index) {
    return expiring[index];
  }

  /** {@return how often something was appended to the key} */
  int appends(int index) {
    return appends[index];
  }

  /** {@return what is appended} */
  static byte[] suffix() {
    return SUFFIX;
  }

  /** {@return how long the key's value is if it exists} */
  int valueLength(int index) {
    return valueBytes + appends[index] * SUFFIX.length;
  }

  /** {@return the value that the key has, or null} */
  byte @Nullable [] value(int index) {
    return exists(index) ? value(index, versions[index], appends[index]) : null;
  }

  /** {@return the value that {@link #set} is going to give the key} */
  byte[] nextValue(int index) {
    return value(index, Math.abs(versions[index]) + 1, 0);
  }

  private byte[] value(int index, int version, int appended) {
    byte[] value = new byte[valueBytes + appended * SUFFIX.length];
    SplittableRandom random =
        new SplittableRandom(((long) number << 56) ^ ((long) version << 32) ^ index);
    long bits = 0;
    int bitsLeft = 0;
    for (int i = 0; i < valueBytes; i++) {
      if (bitsLeft < LETTER_BITS) {
        bits = random.nextLong();
        bitsLeft = Long.SIZE;
      }
      value[i] = LETTERS[(int) bits & LETTERS.length - 1];
      bits >>>= LETTER_BITS;
      bitsLeft -= LETTER_BITS;
    }
    for (int at = valueBytes; at < value.length; at += SUFFIX.length) {
      System.arraycopy(SUFFIX, 0, value, at, SUFFIX.length);
    }
    return value;
  }

  /** Gives the key a value that it did not have before. */
  void set(int index) {
    existingKeys += exists(index) ? 0 : 1;
    versions[index] = Math.abs(versions[index]) + 1;
    appends[index] = 0;
    expiring[index] = false;
  }

  /** Notes so many appends. */
  void append(int index, int times) {
    appends[index] += (byte) times;
  }

  void delete(int index) {
    existingKeys -= exists(index) ? 1 : 0;
    versions[index] = -Math.abs(versions[index]);
    expiring[index] = false;
  }

  void setExpiring(int index, boolean expires) {
    expiring[index] = expires;
  }

  /** {@return the counter after adding one} */
  long increment(int index) {
    existingCounters += counters[index] == 0 ? 1 : 0;
    return ++counters[index];
  }

  long counter(int index) {
    return counters[index];
  }

  /** Takes over what a counter is that was added to more than once by one call. */
  void setCounter(int index, long value) {
    existingCounters += counters[index] == 0 ? 1 : 0;
    counters[index] = value;
  }

  /** {@return whether nobody knows what the key is} */
  boolean isInDoubt(int index) {
    return keyDoubts.containsKey(index);
  }

  /** {@return whether nobody knows what the counter is} */
  boolean isCounterInDoubt(int index) {
    return counterDoubts.containsKey(index);
  }

  /** {@return how many keys and counters may exist or not} */
  int doubtCount() {
    return keyDoubts.size() + counterDoubts.size();
  }

  /** Notes that a SET may have been executed. */
  void doubtSet(int index) {
    doubtBetween(index, nextValue(index));
  }

  /** Notes that a DEL may have been executed. */
  void doubtDelete(int index) {
    doubtBetween(index, null);
  }

  /** Notes that an APPEND may have been executed, up to so many times. */
  void doubtAppend(int index, int times) {
    List<byte @Nullable []> possible = new ArrayList<>();
    for (int i = 0; i <= times; i++) {
      possible.add(value(index, versions[index], appends[index] + i));
    }
    doubt(index, possible);
  }

  /** Notes that the key's time to live is not known. */
  void doubtLife(int index) {
    doubtBetween(index, value(index));
  }

  private void doubtBetween(int index, byte @Nullable [] after) {
    List<byte @Nullable []> possible = new ArrayList<>();
    possible.add(value(index));
    possible.add(after);
    doubt(index, possible);
  }

  private void doubt(int index, List<byte @Nullable []> possible) {
    keyDoubts.put(index, possible);
    existingKeys -= exists(index) ? 1 : 0;
  }

  /** Notes that an INCR may have been executed, up to so many times. */
  void doubtIncrement(int index, int times) {
    List<byte @Nullable []> possible = new ArrayList<>();
    for (int i = 0; i <= times; i++) {
      possible.add(counterText(counters[index] + i));
    }
    counterDoubts.put(index, possible);
    existingCounters -= counters[index] == 0 ? 0 : 1;
  }

  /** {@return what the key's value may be: one value if no write is in doubt} */
  List<byte @Nullable []> possibleValues(int index) {
    List<byte @Nullable []> possible = keyDoubts.get(index);
    return possible == null ? Collections.<byte @Nullable []>singletonList(value(index)) : possible;
  }

  /** {@return what the counter's value may be} */
  List<byte @Nullable []> possibleCounts(int index) {
    List<byte @Nullable []> possible = counterDoubts.get(index);
    return possible == null
        ? Collections.<byte @Nullable []>singletonList(counterText(counters[index]))
        : possible;
  }

  private static byte @Nullable [] counterText(long count) {
    return count == 0 ? null : ascii(Long.toString(count));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
