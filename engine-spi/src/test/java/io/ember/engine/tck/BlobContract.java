package io.ember.engine.tck;

import static io.ember.engine.tck.StoreProbe.NEVER;
import static io.ember.engine.tck.StoreProbe.STRING;
import static io.ember.engine.tck.StoreProbe.bytes;
import static io.ember.engine.tck.StoreProbe.contentOf;
import static io.ember.engine.tck.StoreProbe.isFreed;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.engine.Blob;
import io.ember.engine.Key;
import io.ember.engine.SlotStore;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who holds a large value, and when its memory is freed. */
interface BlobContract extends ContractFixture {
  int LARGE = 100_000;

  /** A way to get rid of a value. */
  record Ending(String name, Consumer<StoreProbe> action) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Ending> endings() {
    return Stream.of(
        new Ending("remove", store -> store.remove(store.key("key"))),
        new Ending("clear", store -> store.slot().clear()),
        new Ending("close", StoreProbe::close),
        new Ending("small value", store -> store.put(store.key("key"), bytes("small"))),
        new Ending("large value", store -> store.put(store.key("key"), bytes(LARGE, 9))),
        new Ending(
            "another blob", store -> store.put(store.key("key"), store.blob(bytes(LARGE, 9)))));
  }

  @ParameterizedTest
  @ValueSource(ints = {65_536, 65_537, 1 << 20})
  default void keepsTheBlobItself(int length) {
    Blob blob = store().blob(bytes(length, 1));

    boolean isNew = store().put(store().key("key"), blob);

    assertThat(isNew).isTrue();
    assertThat(store().view(store().key("key")).blob()).isSameAs(blob);
    assertThat(blob.isExclusive()).isTrue();
    store().assertHolds(store().key("key"), bytes(length, 1));
  }

  @Test
  default void keepsABlobOfItsOwnAllocator() {
    Blob blob = store().stores().blobs().allocate(LARGE);
    assertThat(blob.length()).isZero();
    blob.append(bytes(LARGE, 1), 0, LARGE);

    store().put(store().key("key"), blob);

    assertThat(store().view(store().key("key")).blob()).isSameAs(blob);
    store().assertHolds(store().key("key"), bytes(LARGE, 1));
  }

  @ParameterizedTest
  @MethodSource("endings")
  default void freesABlobWithItsLastReference(Ending ending) {
    Blob blob = store().blob(bytes(LARGE, 1));
    store().put(store().key("key"), blob);

    ending.action().accept(store());

    assertThat(isFreed(blob)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("endings")
  default void leavesABlobToAReaderWhoHoldsIt(Ending ending) {
    store().put(store().key("key"), bytes(LARGE, 1));
    Blob held = heldBlob(store().key("key"));

    ending.action().accept(store());

    assertThat(held.isExclusive()).isTrue();
    assertThat(contentOf(held)).isEqualTo(bytes(LARGE, 1));
    held.release();
    assertThat(isFreed(held)).isTrue();
  }

  private Blob heldBlob(Key key) {
    return requireNonNull(store().view(key).blob()).retain();
  }

  @Test
  default void letsAReaderOnAnotherThreadFinish() {
    store().put(store().key("key"), bytes(LARGE, 1));
    Blob held = heldBlob(store().key("key"));

    store().put(store().key("key"), bytes(LARGE, 2));
    byte[] read = CompletableFuture.supplyAsync(() -> contentOf(held)).join();
    CompletableFuture.runAsync(held::release).join();

    assertThat(read).isEqualTo(bytes(LARGE, 1));
    assertThat(isFreed(held)).isTrue();
    store().assertHolds(store().key("key"), bytes(LARGE, 2));
  }

  @Test
  default void copiesABlobBeforeItIsWrittenWhileSomebodyReads() {
    store().put(store().key("key"), bytes(LARGE, 1));
    Blob held = heldBlob(store().key("key"));

    store().write(store().key("key"), 10, bytes("written"));

    byte[] expected = bytes(LARGE, 1);
    assertThat(contentOf(held)).isEqualTo(expected);
    assertThat(held.isExclusive()).isTrue();
    held.release();
    System.arraycopy(bytes("written"), 0, expected, 10, 7);
    store().assertHolds(store().key("key"), expected);
  }

  @Test
  default void keepsWhatAReaderSeesWhileTheValueGrows() {
    store().put(store().key("key"), bytes(LARGE, 1));
    Blob held = heldBlob(store().key("key"));

    store().write(store().key("key"), LARGE, bytes("appended"));
    store().write(store().key("key"), LARGE + 8, bytes(" twice"));

    assertThat(contentOf(held)).isEqualTo(bytes(LARGE, 1));
    held.release();
    assertThat(store().view(store().key("key")).length()).isEqualTo(LARGE + 14);
  }

  @Test
  default void freesTheOldMemoryWhenAWriteNeedsMore() {
    Blob blob = store().blob(bytes(LARGE, 1));
    store().put(store().key("key"), blob);
    store().write(store().key("key"), 5 * LARGE, bytes("x"));

    store().remove(store().key("key"));

    assertThat(isFreed(blob)).isTrue();
  }

  @Test
  default void releasesTheBlobWhenTheKeyIsTooLong() {
    Blob blob = store().blob(bytes(LARGE, 1));
    Key key = store().key(new byte[SlotStore.MAX_KEY_BYTES + 1]);

    assertThatThrownBy(() -> store().put(key, blob)).isInstanceOf(StoreException.class);

    assertThat(isFreed(blob)).isTrue();
    assertThat(store().slot().count()).isZero();
  }

  @Test
  default void releasesASmallBlobWhenTheKeyIsTooLong() {
    Blob blob = store().blob(bytes("small"));
    Key key = store().key(new byte[SlotStore.MAX_KEY_BYTES + 1]);

    assertThatThrownBy(() -> store().put(key, blob)).isInstanceOf(StoreException.class);

    assertThat(isFreed(blob)).isTrue();
  }

  @Test
  default void releasesABlobThatIsTooLongAndKeepsTheOldValue() {
    store().put(store().key("key"), bytes("value"));
    long used = store().stores().usedBytes();
    LengthOnlyBlob blob = new LengthOnlyBlob(SlotStore.MAX_VALUE_BYTES + 1);

    assertThatThrownBy(() -> store().put(store().key("key"), blob))
        .isInstanceOf(StoreException.class);

    assertThat(blob.freedCount()).isEqualTo(1);
    store().assertHolds(store().key("key"), bytes("value"));
    assertThat(store().stores().usedBytes()).isEqualTo(used);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5000, 65_535})
  default void takesASmallBlobWithItsReference(int length) {
    Blob blob = store().blob(bytes(length, 1));

    store().put(store().key("key"), blob);

    store().assertHolds(store().key("key"), bytes(length, 1));
    store().remove(store().key("key"));
    assertThat(isFreed(blob)).isTrue();
  }

  @Test
  default void sharesABlobBetweenTwoKeys() {
    Blob blob = store().blob(bytes(LARGE, 1));
    store().put(store().key("one"), blob.retain());
    store().put(store().key("two"), blob);

    store().write(store().key("one"), 0, bytes("changed"));
    store().assertHolds(store().key("two"), bytes(LARGE, 1));
    store().remove(store().key("one"));

    store().assertHolds(store().key("two"), bytes(LARGE, 1));
    store().remove(store().key("two"));
    assertThat(isFreed(blob)).isTrue();
  }

  @Test
  default void takesTheSameBlobAgainForTheSameKey() {
    Blob blob = store().blob(bytes(LARGE, 1));
    store().put(store().key("key"), blob);

    store().slot().put(store().key("key"), (byte) 2, blob.retain(), 77);

    store().assertHolds(store().key("key"), (byte) 2, bytes(LARGE, 1), 77);
    assertThat(blob.isExclusive()).isTrue();
  }

  @Test
  default void keepsABlobThroughExpiryAndNeighboursAndGrowth() {
    Blob blob = store().blob(bytes(LARGE, 1));
    store().put(store().key("key"), blob);
    store().expire(store().key("key"), 1000);
    for (int i = 0; i < 5000; i++) {
      store().put(store().key("key:" + i), bytes(i % 100, i));
    }
    store().drainWork();

    assertThat(store().view(store().key("key")).blob()).isSameAs(blob);
    store().assertHolds(store().key("key"), STRING, bytes(LARGE, 1), 1000);
    assertThat(blob.isExclusive()).isTrue();
  }

  @Test
  default void keepsALargeCapacityWithAShortContentRight() {
    Blob blob = store().blob(bytes(1 << 20, 1));
    blob.setLength(70_000);

    store().put(store().key("key"), blob);

    store().assertHolds(store().key("key"), java.util.Arrays.copyOf(bytes(1 << 20, 1), 70_000));
  }

  @Test
  default void replacesManyBlobsByOneAnother() {
    for (int i = 0; i < 300; i++) {
      store().put(store().key("key:" + i % 7), store().blob(bytes(65_536 + i, i)));
    }

    for (int i = 293; i < 300; i++) {
      store().assertHolds(store().key("key:" + i % 7), bytes(65_536 + i, i));
    }
    assertThat(store().slot().count()).isEqualTo(7);
  }

  @Test
  default void countsALargeValueInTheMemoryOfItsSlot() {
    long before = store().stores().usedBytes();
    store().put(store().key("key"), store().blob(bytes(1 << 20, 1)));

    assertThat(store().slot().usedBytes()).isGreaterThanOrEqualTo(1 << 20);
    assertThat(store().stores().usedBytes()).isGreaterThanOrEqualTo(before + (1 << 20));
    store().slot().put(store().key("key"), STRING, io.ember.engine.Bytes.of("x"), NEVER);
    assertThat(store().stores().usedBytes()).isLessThan(before + (1 << 19));
  }

  @Test
  default void freesAllBlobsOfAllSlotsOnClose() {
    StoreProbe other = open(SlotStoreConfig.DEFAULTS);
    Blob one = other.blob(bytes(LARGE, 1));
    Blob two = other.blob(bytes(LARGE, 2));
    other.put(other.key(1, "key"), one);
    other.put(other.key(16_383, "key"), two);

    other.close();

    assertThat(isFreed(one)).isTrue();
    assertThat(isFreed(two)).isTrue();
  }
}
