package io.ember.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.Blob;
import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.SlotStore;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.SlotStores;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Closing while values are read, dropping while a scan is under way, flushing while entries move:
 * the JVM survives and nothing is used after it was freed.
 */
class StoreStressTest {
  private static final int SHORT = 3;
  private static final int LONG = Integer.getInteger("ember.stress.rounds", 400);
  private static final int SLOTS = 8;

  private final Key key = new Key();

  private Key key(int slot, int number) {
    byte[] bytes = ("key:" + number).getBytes(StandardCharsets.US_ASCII);
    return key.set(bytes, 0, bytes.length, slot, Xxh64.hash(bytes, 0, bytes.length));
  }

  @Test
  void survivesReadersThatOutliveTheStores() throws InterruptedException {
    closeWhileRead(SHORT);
  }

  @Test
  @Tag("soak")
  void survivesReadersThatOutliveTheStoresForLong() throws InterruptedException {
    closeWhileRead(LONG);
  }

  @Test
  void survivesDropsWhileScansAreUnderWay() {
    dropWhileIterating(SHORT * 5);
  }

  @Test
  @Tag("soak")
  void survivesDropsWhileScansAreUnderWayForLong() {
    dropWhileIterating(LONG * 5);
  }

  @Test
  void survivesFlushesWhileEntriesMove() {
    flushWhileWriting(SHORT);
  }

  @Test
  @Tag("soak")
  void survivesFlushesWhileEntriesMoveForLong() {
    flushWhileWriting(LONG);
  }

  /**
   * Readers hold large values, as slow clients do, while the owner overwrites, removes, clears and
   * closes.
   */
  private void closeWhileRead(int rounds) throws InterruptedException {
    long blobs = NativeBlob.liveCount();
    ArrayBlockingQueue<Blob> handed = new ArrayBlockingQueue<>(64);
    AtomicBoolean done = new AtomicBoolean();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Thread reader = new Thread(() -> read(handed, done, failure), "reader-" + i);
      reader.start();
      readers.add(reader);
    }
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < rounds; round++) {
      try (SlotStores stores = new DirectSlotStores(SlotStoreConfig.DEFAULTS)) {
        for (int i = 0; i < 300; i++) {
          changeAndHandOut(stores, random, handed);
        }
      }
    }
    done.set(true);
    for (Thread reader : readers) {
      reader.join();
    }
    assertThat(failure.get()).isNull();
    assertThat(NativeBlob.liveCount()).isEqualTo(blobs);
  }

  private void changeAndHandOut(
      SlotStores stores, SplittableRandom random, ArrayBlockingQueue<Blob> handed)
      throws InterruptedException {
    int number = random.nextInt(20);
    int slot = random.nextInt(SLOTS);
    SlotStore store = stores.slot(slot);
    int length = 65_536 + random.nextInt(200_000);
    byte[] value = new byte[length];
    java.util.Arrays.fill(value, (byte) length);
    store.put(key(slot, number), (byte) 0, Bytes.of(value), EntryView.NO_EXPIRY);
    EntryView entry = store.find(key(slot, random.nextInt(20)));
    Blob blob = entry == null ? null : entry.blob();
    if (blob != null) {
      handed.put(blob.retain());
    }
    if (random.nextInt(10) == 0) {
      store.remove(key(slot, random.nextInt(20)));
    } else if (random.nextInt(50) == 0) {
      store.clear();
    } else if (random.nextInt(5) == 0) {
      // the value is shared perhaps: then it is copied before it changes
      int at = random.nextInt(60_000);
      byte same = (byte) length;
      store.write(key(slot, number), (byte) 1, at, Bytes.of(new byte[] {same, same}));
    }
  }

  private static void read(
      ArrayBlockingQueue<Blob> handed, AtomicBoolean done, AtomicReference<Throwable> failure) {
    byte[] step = new byte[8192];
    try {
      while (!done.get() || !handed.isEmpty()) {
        Blob blob = handed.poll(10, java.util.concurrent.TimeUnit.MILLISECONDS);
        if (blob == null) {
          continue;
        }
        byte expected = (byte) blob.length();
        for (int at = 0; at < blob.length(); at += step.length) {
          int count = Math.min(step.length, blob.length() - at);
          blob.copyTo(at, step, 0, count);
          for (int i = 0; i < count; i++) {
            if (step[i] != expected) {
              throw new AssertionError("a value changed while it was read");
            }
          }
        }
        blob.release();
      }
    } catch (Throwable t) {
      failure.set(t);
      done.set(true);
    }
  }

  private void dropWhileIterating(int rounds) {
    SplittableRandom random = new SplittableRandom(2);
    for (StoragePath path : StoragePath.values()) {
      try (SlotStores stores = path.create(SlotStoreConfig.DEFAULTS)) {
        for (int round = 0; round < rounds; round++) {
          SlotStore store = stores.slot(round % SLOTS);
          fill(store, 200 + random.nextInt(path == StoragePath.DIRECT ? 8000 : 1000), random);
          long cursor = SlotStore.SCAN_START;
          int drops = 0;
          while (cursor != SlotStore.SCAN_END) {
            cursor =
                store.scan(
                    cursor,
                    1 + random.nextInt(50),
                    entry -> assertThat(entry.valueBytes()).hasSize(entry.length()));
            store.sample(random.nextLong(), 5, entry -> assertThat(entry.keyBytes()).isNotEmpty());
            if (random.nextInt(20) == 0 && drops++ < 3) {
              store.clear();
              fill(store, random.nextInt(300), random);
            }
          }
        }
      }
    }
  }

  private void flushWhileWriting(int rounds) {
    SplittableRandom random = new SplittableRandom(3);
    try (DirectSlotStores stores = new DirectSlotStores(SlotStoreConfig.DEFAULTS)) {
      int flushedWhileMoving = 0;
      for (int round = 0; round < rounds; round++) {
        DirectSlotStore store = (DirectSlotStore) stores.slot(round % SLOTS);
        int flushes = 0;
        for (int i = 0; flushes < 2; i++) {
          store.put(key(store.slot(), i), (byte) 0, Bytes.of(new byte[random.nextInt(30)]), i);
          if (store.mapCount() > 1 && random.nextInt(3000) == 0) {
            flushedWhileMoving++;
            flushes++;
            store.clear();
            assertThat(store.count()).isZero();
          }
          if (random.nextInt(500) == 0) {
            stores.work();
          }
        }
        store.clear();
      }
      assertThat(flushedWhileMoving).isEqualTo(2 * rounds);
      assertThat(stores.work()).isFalse();
      assertThat(stores.usedBytes()).isZero();
    }
  }

  private void fill(SlotStore store, int count, SplittableRandom random) {
    for (int i = 0; i < count; i++) {
      byte[] value = new byte[random.nextInt(1000) == 0 ? 70_000 : random.nextInt(100)];
      store.put(key(store.slot(), random.nextInt(20_000)), (byte) 0, Bytes.of(value), i);
    }
  }
}
