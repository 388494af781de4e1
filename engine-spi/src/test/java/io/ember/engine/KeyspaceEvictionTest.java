package io.ember.engine;

import static io.ember.engine.KeyspaceFixture.NEVER;
import static io.ember.engine.KeyspaceFixture.STRING;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyspaceEvictionTest {
  private final MemoryBudget memory = new MemoryBudget(MemoryBudget.UNLIMITED, true);
  private final KeyspaceFixture fixture = new KeyspaceFixture(memory, true);
  private final Keyspace keyspace = fixture.keyspace;

  private void fill(String prefix, int count) {
    for (int i = 0; i < count; i++) {
      fixture.put(prefix + i, "v".repeat(100));
    }
  }

  @Test
  void hasRoomWithoutALimit() {
    fill("k", 100);

    assertThat(keyspace.makeRoom()).isTrue();
    assertThat(keyspace.evictedCount()).isZero();
  }

  @Test
  void refusesAtTheLimitIfItMayNotEvict() {
    fill("k", 100);
    memory.setLimit(memory.usedBytes() - 1);
    memory.setEvicts(false);

    assertThat(keyspace.makeRoom()).isFalse();
    assertThat(fixture.stores.count()).isEqualTo(100);
  }

  @Test
  void aLaneWithoutKeysWritesWhileOthersHaveSomethingToEvict() {
    Keyspace other = new KeyspaceFixture(memory, true).keyspace;
    fill("k", 500);
    long limit = memory.usedBytes() / 2;
    memory.setLimit(limit);

    assertThat(other.makeRoom()).isTrue();
    assertThat(keyspace.evictedCount()).isZero();
    while (keyspace.work()) {
      assertThat(keyspace.evictedCount()).isPositive();
    }
    assertThat(memory.usedBytes()).isLessThanOrEqualTo(limit);
    assertThat(fixture.stores.count()).isPositive();
  }

  @Test
  void hasRoomExactlyAtTheLimit() {
    fill("k", 100);
    memory.setLimit(memory.usedBytes());

    assertThat(keyspace.makeRoom()).isTrue();
    assertThat(keyspace.evictedCount()).isZero();
  }

  @Test
  void evictsNoMoreThanItMust() {
    fill("k", 1000);
    long perEntry = memory.usedBytes() / 1000;
    memory.setLimit(memory.usedBytes() - 3 * perEntry);

    assertThat(keyspace.makeRoom()).isTrue();

    assertThat(memory.excessBytes()).isLessThanOrEqualTo(0);
    assertThat(keyspace.evictedCount()).isBetween(3L, 4L);
    assertThat(fixture.stores.count()).isEqualTo(1000 - keyspace.evictedCount());
    assertThat(fixture.effects.stream().filter(e -> e.startsWith("remove by evicted")).count())
        .isEqualTo(keyspace.evictedCount());
  }

  @Test
  void evictsABoundedNumberPerCallAndGetsThereInSeveral() {
    fill("k", 2000);
    memory.setLimit(memory.usedBytes() / 4);

    int calls = 0;
    while (memory.excessBytes() > 0) {
      long before = keyspace.evictedCount();
      assertThat(keyspace.makeRoom()).isTrue();
      assertThat(keyspace.evictedCount() - before).isBetween(1L, (long) Evictor.MOST_VICTIMS);
      calls++;
    }

    assertThat(calls).isBetween(20, 60);
  }

  @ParameterizedTest
  @ValueSource(strings = {"k", "{one slot}", "{two}{slots}"})
  void prefersWhatWasNotUsedForLongest(String prefix) {
    fill(prefix + "old:", 1000);
    fixture.atMs(60_000);
    fill(prefix + "new:", 1000);
    fixture.atMs(120_000);
    for (int i = 0; i < 1000; i += 2) {
      fixture.get(prefix + "old:" + i);
    }
    fixture.atMs(180_000);
    memory.setLimit(memory.usedBytes() * 3 / 4);
    while (memory.excessBytes() > 0) {
      keyspace.makeRoom();
    }

    int oldUnused = 0;
    int oldUsed = 0;
    for (int i = 0; i < 1000; i++) {
      if (fixture.has(prefix + "old:" + i)) {
        oldUsed += i % 2 == 0 ? 1 : 0;
        oldUnused += i % 2 == 0 ? 0 : 1;
      }
    }
    // 500 of 2000 had to go, and 500 were unused for longest.
    assertThat(oldUsed).isGreaterThan(450);
    assertThat(oldUnused).isLessThan(150);
  }

  @Test
  void sparesACandidateThatIsUsedAgain() {
    fill("k", 64);
    fixture.atMs(60_000);
    long perEntry = memory.usedBytes() / 64;
    memory.setLimit(memory.usedBytes() - perEntry);
    keyspace.makeRoom();
    for (int i = 0; i < 64; i++) {
      fixture.get("k" + i);
    }
    fill("other", 64);
    fixture.atMs(120_000);
    for (int i = 0; i < 64; i++) {
      fixture.get("k" + i);
    }
    long evicted = keyspace.evictedCount();
    memory.setLimit(memory.usedBytes() - 10 * perEntry);
    while (memory.excessBytes() > 0) {
      keyspace.makeRoom();
    }

    int left = 0;
    for (int i = 0; i < 64; i++) {
      left += fixture.has("k" + i) ? 1 : 0;
    }
    assertThat(left).isGreaterThanOrEqualTo((int) (64 - evicted - 3));
  }

  @Test
  void evictsAtRandomWhereAccessesAreNotTracked() {
    KeyspaceFixture untracked = new KeyspaceFixture(memory, false);
    for (int i = 0; i < 500; i++) {
      untracked.put("k" + i, "v".repeat(100));
    }
    memory.setLimit(memory.usedBytes() / 2);

    while (memory.excessBytes() > 0) {
      assertThat(untracked.keyspace.makeRoom()).isTrue();
    }

    assertThat(untracked.stores.count()).isBetween(200L, 260L);
  }

  @Test
  void refusesWhenEverythingIsGoneAndItIsStillTooMuch() {
    memory.add(1000);
    memory.setLimit(500);
    fill("k", 10);

    while (fixture.stores.count() > 0) {
      assertThat(keyspace.makeRoom()).isTrue();
    }

    assertThat(keyspace.makeRoom()).isFalse();
  }

  @Test
  void evictsLargeValuesAndLongKeys() {
    String longKey = "k".repeat(5000);
    fixture.put(longKey, "v");
    HeapBlob blob = new HeapBlob(200_000);
    blob.setLength(200_000);
    keyspace.put(fixture.key("large"), STRING, blob, NEVER);
    memory.setLimit(1);

    while (fixture.stores.count() > 0) {
      assertThat(keyspace.makeRoom()).isTrue();
    }

    assertThat(memory.usedBytes()).isZero();
    assertThat(fixture.effects).contains("remove by evicted " + longKey, "remove by evicted large");
  }

  @Test
  void keepsWithinTheLimitWhileKeysComeInForLong() {
    long limit = 400_000;
    memory.setLimit(limit);
    for (int i = 0; i < 20_000; i++) {
      fixture.atMs(100L * i);
      assertThat(keyspace.makeRoom()).isTrue();
      fixture.put("k" + i, "v".repeat(100));
      assertThat(memory.usedBytes()).isLessThan(limit + 1000);
    }

    int young = 0;
    for (int i = 19_000; i < 20_000; i++) {
      young += fixture.has("k" + i) ? 1 : 0;
    }
    // About 1400 fit.
    assertThat(young).isGreaterThan(900);
  }
}
