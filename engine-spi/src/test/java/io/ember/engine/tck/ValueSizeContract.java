package io.ember.engine.tck;

import static io.ember.engine.tck.StoreProbe.NEVER;
import static io.ember.engine.tck.StoreProbe.STRING;
import static io.ember.engine.tck.StoreProbe.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.engine.BlobAllocator;
import io.ember.engine.Bytes;
import io.ember.engine.Key;
import io.ember.engine.SlotStore;
import io.ember.engine.StoreException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of every size, and every change of size. */
interface ValueSizeContract extends ContractFixture {
  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 1, 7, 8, 9, 63, 64, 127, 128, 255, 256, 1023, 1024, 4095, 4096, 16_383, 16_384, 32_768,
        65_535, 65_536, 65_537, 1 << 20, 16 << 20
      })
  default void keepsAValueOfAnySize(int length) {
    Key key = store().key("key");
    byte[] value = bytes(length, length);

    store().put(key, value);

    store().assertHolds(key, value);
    assertThat(store().view(key).blob() != null).isEqualTo(length >= BlobAllocator.BLOB_BYTES);
    assertThat(store().slot().usedBytes()).isGreaterThanOrEqualTo(length);
    assertThat(store().remove(key)).isTrue();
    store().assertAbsent(key);
  }

  /** All pairs of sizes on both sides of the limits that stores have. */
  static Stream<Arguments> pairsOfSizes() {
    List<Integer> sizes = List.of(0, 10, 130, 5000, 65_535, 65_536, 70_000, 1 << 20);
    return sizes.stream().flatMap(from -> sizes.stream().map(to -> Arguments.of(from, to)));
  }

  @ParameterizedTest
  @MethodSource("pairsOfSizes")
  default void replacesAValueOfOneSizeByOneOfAnother(int from, int to) {
    Key key = store().key("key");
    store().put(store().key("before"), bytes("neighbour"));
    store().put(key, (byte) 1, bytes(from, 1), NEVER);
    store().put(store().key("after"), bytes("neighbour"));

    boolean isNew = store().put(key, (byte) 2, bytes(to, 2), 99);

    assertThat(isNew).isFalse();
    store().assertHolds(key, (byte) 2, bytes(to, 2), 99);
    store().assertHolds(store().key("before"), bytes("neighbour"));
    store().assertHolds(store().key("after"), bytes("neighbour"));
    assertThat(store().slot().count()).isEqualTo(3);
  }

  @Test
  default void readsRangesOfALargeValue() {
    byte[] value = bytes(200_000, 1);
    store().put(store().key("key"), value);
    byte[] target = new byte[1010];

    store().view(store().key("key")).copyTo(150_000, target, 10, 1000);

    assertThat(java.util.Arrays.copyOfRange(target, 10, 1010))
        .isEqualTo(java.util.Arrays.copyOfRange(value, 150_000, 151_000));
  }

  @Test
  default void refusesAValueThatIsTooLongAndChangesNothing() {
    Key key = store().key("key");
    store().put(key, bytes("value"));
    long used = store().stores().usedBytes();
    // Only the length is looked at: such a value need not exist.
    Bytes tooLong = new Bytes().wrap(new byte[0], 0, SlotStore.MAX_VALUE_BYTES + 1);

    assertThatThrownBy(() -> store().slot().put(key, STRING, tooLong, NEVER))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store().slot().put(store().key("new"), STRING, tooLong, NEVER))
        .isInstanceOf(StoreException.class);

    store().assertHolds(key, bytes("value"));
    store().assertAbsent(store().key("new"));
    assertThat(store().slot().count()).isEqualTo(1);
    assertThat(store().stores().usedBytes()).isEqualTo(used);
  }

  @Test
  default void keepsManySizesInOneSlot() {
    for (int i = 0; i < 400; i++) {
      store().put(store().key("key:" + i), bytes(sizeOf(i), i));
    }

    for (int i = 0; i < 400; i++) {
      store().assertHolds(store().key("key:" + i), bytes(sizeOf(i), i));
    }
  }

  private static int sizeOf(int i) {
    return i % 40 == 7 ? 60_000 + i * 50 : i * i % 3000;
  }

  @Test
  default void growsOneValueByteByByte() {
    store().put(store().key("other"), bytes("neighbour"));
    for (int length = 0; length < 700; length++) {
      store().put(store().key("key"), bytes(length, length));
      store().assertHolds(store().key("key"), bytes(length, length));
    }

    store().assertHolds(store().key("other"), bytes("neighbour"));
    assertThat(store().slot().count()).isEqualTo(2);
  }

  @Test
  default void keepsNeighboursWhileSizesChangeToAndFro() {
    for (int round = 0; round < 6; round++) {
      for (int i = 0; i < 300; i++) {
        store().put(store().key("key:" + i), bytes((i * 37 + round * 113) % 400, i + round));
      }
    }

    for (int i = 0; i < 300; i++) {
      store().assertHolds(store().key("key:" + i), bytes((i * 37 + 5 * 113) % 400, i + 5));
    }
  }

  @Test
  default void givesTheMemoryOfALargeValueBack() {
    store().put(store().key("small"), bytes("value"));
    long before = store().stores().usedBytes();

    store().put(store().key("large"), bytes(4 << 20, 1));
    assertThat(store().stores().usedBytes()).isGreaterThanOrEqualTo(before + (4 << 20));
    store().remove(store().key("large"));

    assertThat(store().stores().usedBytes()).isLessThan(before + (1 << 20));
  }
}
