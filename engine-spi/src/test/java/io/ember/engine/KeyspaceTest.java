package io.ember.engine;

import static io.ember.engine.KeyspaceFixture.NEVER;
import static io.ember.engine.KeyspaceFixture.START_MS;
import static io.ember.engine.KeyspaceFixture.STRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KeyspaceTest {
  private final KeyspaceFixture fixture = new KeyspaceFixture();
  private final Keyspace keyspace = fixture.keyspace;

  @Test
  void findsWhatWasPut() {
    assertThat(fixture.put("k", "v")).isTrue();
    assertThat(fixture.put("k", "w")).isFalse();

    assertThat(fixture.get("k")).isEqualTo("w");
    assertThat(fixture.get("other")).isNull();
    assertThat(fixture.effects).containsExactly("put k", "put k");
  }

  @Test
  void countsHitsAndMissesOfReadersOnly() {
    fixture.put("k", "v");

    keyspace.find(fixture.key("k"));
    keyspace.find(fixture.key("none"));
    keyspace.inspect(fixture.key("k"));
    keyspace.findToChange(fixture.key("k"));
    keyspace.findToChange(fixture.key("none"));
    keyspace.peek(fixture.key("k"));
    keyspace.peek(fixture.key("none"));

    assertThat(keyspace.hitCount()).isEqualTo(2);
    assertThat(keyspace.missCount()).isEqualTo(1);
  }

  @Test
  void removesAnExpiredEntryWhenItFindsIt() {
    fixture.put("k", "v", START_MS + 100);
    fixture.atMs(99);
    assertThat(fixture.get("k")).isEqualTo("v");

    fixture.atMs(100);

    assertThat(fixture.get("k")).isNull();
    assertThat(fixture.stores.count()).isZero();
    assertThat(keyspace.expiredCount()).isEqualTo(1);
    assertThat(keyspace.missCount()).isEqualTo(1);
    assertThat(fixture.effects).containsExactly("put k", "remove by expired k");
  }

  @Test
  void removesAnExpiredEntryWhenItPeeksOrInspectsOrChanges() {
    for (String name : List.of("a", "b", "c")) {
      fixture.put(name, "v", START_MS + 100);
    }
    fixture.atMs(100);

    assertThat(keyspace.peek(fixture.key("a"))).isNull();
    assertThat(keyspace.inspect(fixture.key("b"))).isNull();
    assertThat(keyspace.findToChange(fixture.key("c"))).isNull();

    assertThat(fixture.stores.count()).isZero();
    assertThat(keyspace.expiredCount()).isEqualTo(3);
  }

  @Test
  void removesOnlyWhatHasNotExpired() {
    fixture.put("k", "v", START_MS + 100);
    fixture.put("stays", "v");
    fixture.atMs(100);

    assertThat(keyspace.remove(fixture.key("k"))).isFalse();
    assertThat(keyspace.remove(fixture.key("stays"))).isTrue();
    assertThat(keyspace.remove(fixture.key("stays"))).isFalse();

    assertThat(fixture.effects)
        .containsExactly("put k", "put stays", "remove by expired k", "remove by call stays");
  }

  @Test
  void givesChangesAndTakesAnExpiry() {
    fixture.put("k", "v");
    assertThat(keyspace.setExpiry(fixture.key("k"), START_MS + 10)).isTrue();
    assertThat(keyspace.setExpiry(fixture.key("none"), START_MS + 10)).isFalse();
    assertThat(keyspace.setExpiry(fixture.key("k"), NEVER)).isTrue();
    fixture.atMs(1000);

    assertThat(fixture.get("k")).isEqualTo("v");
    assertThat(fixture.effects).containsExactly("put k", "expire k", "expire k");
  }

  @Test
  void writesAPartOfAValue() {
    fixture.put("k", "value");

    assertThat(keyspace.write(fixture.key("k"), STRING, 1, Bytes.of("AL"))).isTrue();
    assertThat(keyspace.write(fixture.key("none"), STRING, 1, Bytes.of("AL"))).isFalse();

    assertThat(fixture.get("k")).isEqualTo("vALue");
    assertThat(fixture.effects).containsExactly("put k", "write at 1 k");
  }

  @Test
  void changesNothingAndTellsNothingWhenTheStoreRefuses() {
    Key tooLong = fixture.key("k".repeat(SlotStore.MAX_KEY_BYTES + 1));

    assertThatThrownBy(() -> keyspace.put(tooLong, STRING, Bytes.of("v"), NEVER))
        .isInstanceOf(StoreException.class);

    assertThat(fixture.effects).isEmpty();
    assertThat(fixture.memory.usedBytes()).isZero();
  }

  @Test
  void passesTheReferenceOfABlobToTheStore() {
    HeapBlob blob = new HeapBlob(100_000);
    blob.setLength(100_000);

    keyspace.put(fixture.key("k"), STRING, blob, NEVER);

    assertThat(blob.isExclusive()).isTrue();
    assertThat(fixture.effects).containsExactly("put blob of 100000 k");
    keyspace.remove(fixture.key("k"));
    assertThatThrownBy(blob::retain).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void tellsTheEffectOfASmallBlobThatTheStoreCopies() {
    HeapBlob blob = new HeapBlob(3);
    blob.setLength(3);

    keyspace.put(fixture.key("k"), STRING, blob, NEVER);

    assertThat(fixture.effects).containsExactly("put blob of 3 k");
    assertThatThrownBy(blob::retain).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void releasesABlobThatTheStoreRefuses() {
    HeapBlob blob = new HeapBlob(100_000);
    blob.setLength(100_000);
    Key tooLong = fixture.key("k".repeat(SlotStore.MAX_KEY_BYTES + 1));

    assertThatThrownBy(() -> keyspace.put(tooLong, STRING, blob, NEVER))
        .isInstanceOf(StoreException.class);

    assertThatThrownBy(blob::retain).isInstanceOf(IllegalStateException.class);
    assertThat(fixture.effects).isEmpty();
  }

  @Test
  void clearsASlotOnceIfItHasEntries() {
    fixture.put("k", "v");
    int slot = fixture.key("k").slot();

    keyspace.clear(slot);
    keyspace.clear(slot);
    keyspace.clear((slot + 1) % Slots.SLOT_COUNT);

    assertThat(fixture.effects).containsExactly("put k", "clear " + slot);
    assertThat(fixture.memory.usedBytes()).isZero();
  }

  @Test
  void tellsTheBudgetOfEveryChangeOfMemory() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2000; i++) {
      String name = "k" + random.nextInt(100);
      switch (random.nextInt(5)) {
        case 0 -> keyspace.remove(fixture.key(name));
        case 1 -> keyspace.write(fixture.key(name), STRING, random.nextInt(500), Bytes.of("x"));
        case 2 -> keyspace.clear(fixture.key(name).slot());
        default -> fixture.put(name, "v".repeat(random.nextInt(300)));
      }
      assertThat(fixture.memory.usedBytes()).isEqualTo(fixture.stores.usedBytes());
    }
  }

  @Test
  void addsTheMemoryOfSeveralKeyspaces() {
    KeyspaceFixture other = new KeyspaceFixture(fixture.memory, false);
    fixture.put("k", "v");
    other.put("k", "v");

    assertThat(fixture.memory.usedBytes())
        .isEqualTo(fixture.stores.usedBytes() + other.stores.usedBytes());

    keyspace.close();
    assertThat(fixture.memory.usedBytes()).isEqualTo(other.stores.usedBytes());
  }

  @Test
  void findsTheSlotsThatHaveEntries() {
    TreeSet<Integer> slots = new TreeSet<>();
    for (int i = 0; i < 300; i++) {
      fixture.put("k" + i, "v");
      slots.add(fixture.key("k" + i).slot());
    }
    for (int i = 0; i < 100; i++) {
      keyspace.remove(fixture.key("k" + i));
      int slot = fixture.key("k" + i).slot();
      if (fixture.stores.slot(slot).count() == 0) {
        slots.remove(slot);
      }
    }

    List<Integer> found = new ArrayList<>();
    for (int slot = keyspace.nextSlotWithEntries(0);
        slot >= 0;
        slot = keyspace.nextSlotWithEntries(slot + 1)) {
      found.add(slot);
    }
    assertThat(found).containsExactlyElementsOf(slots);
  }

  @Test
  void takesOverStoresThatHaveEntriesAlready() {
    fixture.put("k", "v", START_MS + 10);
    MemoryBudget memory = new MemoryBudget(MemoryBudget.UNLIMITED, false);
    Keyspace second =
        new Keyspace(fixture.stores, fixture.factory.hasher(), memory, slot -> true, 1);
    second.setNowMs(START_MS + 10);

    assertThat(memory.usedBytes()).isEqualTo(fixture.stores.usedBytes());
    assertThat(second.nextSlotWithEntries(0)).isEqualTo(fixture.key("k").slot());
    assertThat(second.sweepExpired(100)).isEqualTo(1);
  }

  @Test
  void sweepsWhatHasExpiredAndNothingElse() {
    for (int i = 0; i < 1000; i++) {
      fixture.put("k" + i, "v", i % 2 == 0 ? NEVER : START_MS + (i % 4 == 1 ? 10 : 1000));
    }
    fixture.atMs(10);

    int removed = 0;
    for (int turn = 0; turn < 200; turn++) {
      removed += keyspace.sweepExpired(20);
    }

    assertThat(removed).isEqualTo(250);
    assertThat(fixture.stores.count()).isEqualTo(750);
    assertThat(keyspace.expiredCount()).isEqualTo(250);
    assertThat(fixture.effects.stream().filter(e -> e.startsWith("remove by expired")).count())
        .isEqualTo(250);
    assertThat(fixture.has("k1")).isFalse();
    assertThat(fixture.has("k3")).isTrue();
  }

  @Test
  void sweepsALargeSlotPieceByPiece() {
    for (int i = 0; i < 1000; i++) {
      fixture.put("{tag}" + i, "v", START_MS + 10);
    }
    fixture.atMs(10);

    int turns = 0;
    while (fixture.stores.count() > 0) {
      assertThat(keyspace.sweepExpired(50)).isBetween(1, 200);
      turns++;
    }

    assertThat(turns).isBetween(5, 25);
  }

  @Test
  void looksAtEachEntryOnceInOneSweep() {
    fixture.put("a", "v", START_MS + 10);
    fixture.put("b", "v", START_MS + 1000);
    fixture.atMs(10);

    assertThat(keyspace.sweepExpired(1_000_000_000)).isEqualTo(1);
    assertThat(keyspace.sweepExpired(1_000_000_000)).isZero();
  }

  @Test
  void sweepsOnAgainAfterExpiriesCameBack() {
    for (int round = 0; round < 5; round++) {
      fixture.put("k", "v");
      keyspace.setExpiry(fixture.key("k"), START_MS + round * 10L);
      fixture.atMs(round * 10L);
      assertThat(keyspace.sweepExpired(10)).isEqualTo(1);
      assertThat(keyspace.sweepExpired(10)).isZero();
    }
  }

  @Test
  void lendsScratchThatIsLargeEnough() {
    assertThat(keyspace.scratch(0)).isNotNull();
    assertThat(keyspace.scratch(5000).length).isGreaterThanOrEqualTo(5000);
    assertThat(keyspace.scratch(5000)).isSameAs(keyspace.scratch(4000));
    assertThat(keyspace.scratch(1_000_000).length).isGreaterThanOrEqualTo(1_000_000);
    assertThat(keyspace.scratch(100).length).isLessThan(1_000_000);
  }
}
