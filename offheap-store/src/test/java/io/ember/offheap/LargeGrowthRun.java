package io.ember.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.Blob;
import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.SlotStore;
import io.ember.engine.SlotStores;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One slot that grows to a hundred times its first size and more, with values from nothing to 64
 * MiB: overwritten, expired, deleted. The model knows the version and the length of each value,
 * from which its bytes follow.
 */
final class LargeGrowthRun {
  private static final int SLOT = 5;
  private static final int KEYS = 20_000;
  private static final int MIB = 1 << 20;

  /** Live values of 16 MiB and more at a time, so that the test needs no large machine. */
  private static final int MOST_HUGE = 4;

  private final SlotStores stores;
  private final SlotStore slot;
  private final SplittableRandom random;
  private final int hugeOneIn;
  private final int[] lengths = new int[KEYS];
  private final int[] versions = new int[KEYS];
  private final long[] expiries = new long[KEYS];
  private final ArrayDeque<Integer> huge = new ArrayDeque<>();
  private final byte[] content = new byte[64 * 1024];
  private final Key key = new Key();
  private final Bytes bytes = new Bytes();
  private long nowMs = 1_000_000;
  private long hugeCount;
  private long longestNs;
  private String longestCall = "none";
  private long longestSmallNs;

  LargeGrowthRun(SlotStores stores, long seed, int hugeOneIn) {
    this.stores = stores;
    this.slot = stores.slot(SLOT);
    this.random = new SplittableRandom(seed);
    this.hugeOneIn = hugeOneIn;
    Arrays.fill(lengths, -1);
  }

  void run(long operations) {
    for (long i = 0; i < operations; i++) {
      nowMs += random.nextInt(3);
      step();
    }
    verifyAll();
  }

  long hugeCount() {
    return hugeCount;
  }

  /** {@return the longest calls, for the log} */
  String longest() {
    return "longest call "
        + longestNs / 1000
        + " us ("
        + longestCall
        + "), longest with values under 64 KiB "
        + longestSmallNs / 1000
        + " us";
  }

  private void step() {
    int number = random.nextInt(KEYS);
    int what = random.nextInt(100);
    if (what < 45) {
      put(number, length());
    } else if (what < 75) {
      checkOne(number);
    } else if (what < 85) {
      long at = random.nextInt(3) == 0 ? EntryView.NO_EXPIRY : nowMs + random.nextInt(100_000);
      long start = System.nanoTime();
      boolean there = slot.expire(key(number), at);
      time("expire", number, start);
      assertThat(there).isEqualTo(lengths[number] >= 0);
      expiries[number] = at;
    } else if (what < 99) {
      remove(number);
    } else {
      long start = System.nanoTime();
      stores.work();
      time("work", number, start);
    }
  }

  private int length() {
    int kind = random.nextInt(hugeOneIn);
    if (kind == 0) {
      return 16 * MIB + (int) (48 * MIB * Math.pow(random.nextDouble(), 8)); // few of 64 MiB
    }
    if (kind < hugeOneIn / 100) {
      return 1024 + random.nextInt(random.nextInt(10) == 0 ? MIB : 60_000);
    }
    return random.nextInt(1025);
  }

  private void put(int number, int length) {
    boolean isNew = lengths[number] < 0;
    int version = versions[number] + 1;
    boolean stored;
    long start;
    if (length < content.length) {
      fill(number, version, length);
      bytes.wrap(content, 0, length);
      start = System.nanoTime();
      stored = slot.put(key(number), (byte) 0, bytes, EntryView.NO_EXPIRY);
    } else {
      Blob blob = blob(number, version, length);
      start = System.nanoTime();
      stored = slot.put(key(number), (byte) 0, blob, EntryView.NO_EXPIRY);
    }
    time("put of " + length, number, start);
    assertThat(stored).isEqualTo(isNew);
    lengths[number] = length;
    versions[number] = version;
    expiries[number] = EntryView.NO_EXPIRY;
    if (length >= 16 * MIB) {
      hugeCount++;
      huge.add(number);
      if (huge.size() > MOST_HUGE) {
        int oldest = huge.remove();
        if (lengths[oldest] >= 16 * MIB && oldest != number) {
          remove(oldest);
        }
      }
    }
  }

  private Blob blob(int number, int version, int length) {
    Blob blob = LargeValues.ALLOCATOR.allocate(0);
    fill(number, version, content.length);
    for (int left = length; left > 0; left -= content.length) {
      blob.append(content, 0, Math.min(left, content.length));
    }
    return blob;
  }

  /** The first bytes of a value; the others repeat them. */
  private void fill(int number, int version, int length) {
    long seed = number * 31L + version;
    int random64 = Math.min(length, 64);
    for (int i = 0; i < random64; i++) {
      seed = seed * 6364136223846793005L + 1442695040888963407L;
      content[i] = (byte) (seed >>> 56);
    }
    for (int filled = random64; filled < length; filled *= 2) {
      System.arraycopy(content, 0, content, filled, Math.min(filled, length - filled));
    }
  }

  private void remove(int number) {
    long start = System.nanoTime();
    boolean removed = slot.remove(key(number));
    time("remove of " + lengths[number], number, start);
    assertThat(removed).isEqualTo(lengths[number] >= 0);
    lengths[number] = -1;
  }

  private void checkOne(int number) {
    long start = System.nanoTime();
    EntryView entry = slot.find(key(number));
    time("find", number, start);
    boolean expired = entry != null && entry.isExpiredAt(nowMs);
    check(number, entry);
    if (expired) {
      remove(number);
    }
  }

  private void check(int number, @Nullable EntryView entry) {
    int length = lengths[number];
    if (entry == null) {
      assertThat(length).as("length of a key that is not found").isEqualTo(-1);
      return;
    }
    assertThat(entry.length()).isEqualTo(length);
    assertThat(entry.expiresAtMs()).isEqualTo(expiries[number]);
    fill(number, versions[number], Math.min(length, content.length));
    byte[] part = new byte[Math.min(length, content.length)];
    entry.copyTo(0, part, 0, part.length);
    assertSame(number, part);
    if (length > content.length) {
      int last = (length - 1) / content.length * content.length;
      byte[] end = new byte[length - last];
      entry.copyTo(last, end, 0, end.length);
      assertSame(number, end);
    }
  }

  private void assertSame(int number, byte[] part) {
    if (!Arrays.equals(part, 0, part.length, content, 0, part.length)) {
      throw new AssertionError("wrong value of key " + number);
    }
  }

  private void time(String call, int number, long start) {
    long ns = System.nanoTime() - start;
    if (ns > longestNs) {
      longestNs = ns;
      longestCall = call;
    }
    if (lengths[number] < content.length && !call.startsWith("put of") && ns > longestSmallNs) {
      longestSmallNs = ns;
    }
  }

  private void verifyAll() {
    long count = 0;
    for (int number = 0; number < KEYS; number++) {
      check(number, slot.peek(key(number)));
      count += lengths[number] >= 0 ? 1 : 0;
    }
    assertThat(slot.count()).isEqualTo(count);
    long[] scanned = new long[1];
    long cursor = SlotStore.SCAN_START;
    while (cursor != SlotStore.SCAN_END) {
      cursor = slot.scan(cursor, 100, entry -> scanned[0]++);
    }
    assertThat(scanned[0]).isGreaterThanOrEqualTo(count);
  }

  private Key key(int number) {
    byte[] array = ("key:" + number).getBytes(StandardCharsets.US_ASCII);
    return key.set(array, 0, array.length, SLOT, Xxh64.hash(array, 0, array.length));
  }
}
