package io.ember.engine.tck;

import static io.ember.engine.tck.StoreProbe.SLOT;
import static io.ember.engine.tck.StoreProbe.bytes;
import static io.ember.engine.tck.StoreProbe.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.SlotStore;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scans of a slot that is written between the calls: what stays is visited. */
interface ScanUnderChangeContract extends ContractFixture {
  /** The most calls that a scan of a test may take. */
  int MANY_CALLS = 200_000;

  private Set<String> putPermanent(int count) {
    Set<String> permanent = new HashSet<>();
    for (int i = 0; i < count; i++) {
      store().put(store().key("stays:" + i), bytes(i % 50, i));
      permanent.add("stays:" + i);
    }
    return permanent;
  }

  /** Scans, with a change after each of the first calls. {@return the keys that were visited} */
  private Set<String> scanWhile(int limit, int changes, IntConsumer change) {
    Set<String> seen = new HashSet<>();
    long cursor = SlotStore.SCAN_START;
    for (int calls = 0; ; calls++) {
      assertThat(calls).as("calls of a scan").isLessThan(MANY_CALLS);
      cursor = store().slot().scan(cursor, limit, view -> seen.add(text(view.keyBytes())));
      if (cursor == SlotStore.SCAN_END) {
        return seen;
      }
      if (calls < changes) {
        change.accept(calls);
      }
      store().stores().work();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  default void visitsWhatStaysWhileOthersComeAndGo(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Set<String> permanent = putPermanent(100 + random.nextInt(2000));
    int limit = 1 + random.nextInt(40);

    Set<String> seen =
        scanWhile(
            limit,
            2000,
            call -> {
              for (int i = random.nextInt(20); i > 0; i--) {
                String key = "comes:" + random.nextInt(3000);
                if (random.nextInt(3) == 0) {
                  store().remove(store().key(key));
                } else {
                  store().put(store().key(key), bytes(random.nextInt(200), call));
                }
              }
            });

    assertThat(seen).containsAll(permanent);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 100})
  default void visitsWhatStaysWhileTheSlotGrows(int limit) {
    Set<String> permanent = putPermanent(500);

    Set<String> seen =
        scanWhile(
            limit,
            100,
            call -> {
              for (int i = 0; i < 200; i++) {
                store().put(store().key("new:" + call + ":" + i), bytes(20, i));
              }
            });

    assertThat(seen).containsAll(permanent);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 100})
  default void visitsWhatStaysWhileMostIsRemoved(int limit) {
    for (int i = 0; i < 10_000; i++) {
      store().put(store().key("goes:" + i), bytes(20, i));
    }
    Set<String> permanent = putPermanent(300);
    int[] removed = new int[1];

    Set<String> seen =
        scanWhile(
            limit,
            MANY_CALLS,
            call -> {
              for (int i = 0; i < 100 && removed[0] < 10_000; i++) {
                store().remove(store().key("goes:" + removed[0]++));
              }
            });

    assertThat(seen).containsAll(permanent);
  }

  @Test
  default void visitsWhatIsOverwrittenMeanwhileWithOtherSizes() {
    Set<String> permanent = putPermanent(1000);
    SplittableRandom random = new SplittableRandom(5);

    Set<String> seen =
        scanWhile(
            5,
            5000,
            call -> {
              for (int i = 0; i < 10; i++) {
                int size = random.nextInt(20) == 0 ? 70_000 : random.nextInt(300);
                store().put(store().key("stays:" + random.nextInt(1000)), bytes(size, call));
              }
            });

    assertThat(seen).containsAll(permanent);
  }

  @Test
  default void visitsWhatStaysWhenTheVisitedIsRemovedAfterEachCall() {
    Set<String> permanent = putPermanent(1000);
    Set<String> remaining = new HashSet<>(permanent);
    Set<String> removed = new HashSet<>();
    long cursor = SlotStore.SCAN_START;
    for (int calls = 0; cursor != SlotStore.SCAN_END; calls++) {
      assertThat(calls).isLessThan(MANY_CALLS);
      Set<String> visited = new HashSet<>();
      cursor = store().slot().scan(cursor, 10, view -> visited.add(text(view.keyBytes())));
      for (String key : visited) {
        assertThat(store().remove(store().key(key))).isTrue();
      }
      remaining.removeAll(visited);
      removed.addAll(visited);
    }

    assertThat(remaining).isEmpty();
    assertThat(removed).isEqualTo(permanent);
    assertThat(store().slot().count()).isZero();
  }

  @Test
  default void endsAfterTheWritesStop() {
    putPermanent(100);
    long cursor = SlotStore.SCAN_START;
    for (int i = 0; i < 20_000 && cursor != SlotStore.SCAN_END; i++) {
      cursor = store().slot().scan(cursor, 1, view -> {});
      store().put(store().key("new:" + i), bytes(30, i));
    }

    for (int calls = 0; cursor != SlotStore.SCAN_END; calls++) {
      assertThat(calls).isLessThan(MANY_CALLS);
      cursor = store().slot().scan(cursor, 10, view -> {});
    }
  }

  @Test
  default void goesOnAfterTheSlotWasCleared() {
    putPermanent(2000);
    long cursor = store().slot().scan(SlotStore.SCAN_START, 500, view -> {});
    store().slot().clear();
    Set<String> permanent = putPermanent(700);
    for (int calls = 0; cursor != SlotStore.SCAN_END; calls++) {
      assertThat(calls).isLessThan(MANY_CALLS);
      cursor = store().slot().scan(cursor, 10, view -> {});
    }

    assertThat(new HashSet<>(store().scanAll(SLOT, 10))).isEqualTo(permanent);
  }
}
