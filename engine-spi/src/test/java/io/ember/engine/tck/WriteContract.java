package io.ember.engine.tck;

import static io.ember.engine.tck.StoreProbe.NEVER;
import static io.ember.engine.tck.StoreProbe.STRING;
import static io.ember.engine.tck.StoreProbe.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.engine.Bytes;
import io.ember.engine.Key;
import io.ember.engine.SlotStore;
import io.ember.engine.StoreException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writing a part of a value: in place, behind its end, and over a gap. */
interface WriteContract extends ContractFixture {
  /** Length of the value, position, length of what is written. */
  static Stream<Arguments> writes() {
    return Stream.of(
        Arguments.of(10, 0, 3),
        Arguments.of(10, 4, 3),
        Arguments.of(10, 7, 3),
        Arguments.of(10, 0, 10),
        Arguments.of(10, 10, 5),
        Arguments.of(10, 8, 5),
        Arguments.of(10, 0, 200),
        Arguments.of(10, 15, 5),
        Arguments.of(10, 4000, 1),
        Arguments.of(0, 0, 5),
        Arguments.of(0, 9, 5),
        Arguments.of(10, 3, 0),
        Arguments.of(10, 10, 0),
        Arguments.of(10, 65_530, 5),
        Arguments.of(10, 65_531, 5),
        Arguments.of(10, 65_536, 5),
        Arguments.of(10, 1_000_000, 5),
        Arguments.of(10, 5, 70_000),
        Arguments.of(65_535, 0, 65_535),
        Arguments.of(65_535, 65_535, 1),
        Arguments.of(65_536, 0, 5),
        Arguments.of(65_536, 65_536, 1),
        Arguments.of(100_000, 50_000, 10),
        Arguments.of(100_000, 99_995, 10),
        Arguments.of(100_000, 100_000, 100_000),
        Arguments.of(100_000, 300_000, 10),
        Arguments.of(100_000, 7, 0));
  }

  @ParameterizedTest
  @MethodSource("writes")
  default void writesAPart(int length, int position, int count) {
    Key key = store().key("key");
    byte[] value = bytes(length, 1);
    byte[] part = bytes(count, 2);
    store().put(store().key("before"), bytes("neighbour"));
    store().put(key, (byte) 5, value, 1234);
    store().put(store().key("after"), bytes("neighbour"));

    boolean exists = store().slot().write(key, (byte) 1, position, Bytes.of(part));

    byte[] expected = Arrays.copyOf(value, Math.max(length, position + count));
    System.arraycopy(part, 0, expected, position, count);
    assertThat(exists).isTrue();
    store().assertHolds(key, (byte) 1, expected, 1234);
    store().assertHolds(store().key("before"), bytes("neighbour"));
    store().assertHolds(store().key("after"), bytes("neighbour"));
    assertThat(store().slot().count()).isEqualTo(3);
  }

  @Test
  default void writesNothingToAMissingKey() {
    assertThat(store().write(store().key("key"), 0, bytes("x"))).isFalse();
    store().put(store().key("other"), bytes("value"));
    assertThat(store().write(store().key("key"), 0, bytes("x"))).isFalse();

    store().assertAbsent(store().key("key"));
    store().assertHolds(store().key("other"), bytes("value"));
  }

  @Test
  default void takesTheBytesFromTheMiddleOfAnArray() {
    store().put(store().key("key"), bytes("value"));

    store().slot().write(store().key("key"), STRING, 1, new Bytes().wrap(bytes("..XYZ.."), 2, 3));

    store().assertHolds(store().key("key"), bytes("vXYZe"));
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 70_000})
  default void fillsAGapWithZerosEvenWhereOldBytesLay(int gap) {
    Key key = store().key("key");
    byte[] old = new byte[2 * gap + 10];
    Arrays.fill(old, (byte) 'x');
    store().put(key, old);
    store().put(key, bytes("ab"));

    store().write(key, gap, bytes("c"));

    byte[] expected = new byte[gap + 1];
    expected[0] = 'a';
    expected[1] = 'b';
    expected[gap] = 'c';
    store().assertHolds(key, expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 100, 70_000, 1_000_000})
  default void refusesToMakeAValueTooLongAndChangesNothing(int length) {
    Key key = store().key("key");
    store().put(key, (byte) 3, bytes(length, 1), 55);
    long used = store().stores().usedBytes();

    assertThatThrownBy(() -> store().write(key, SlotStore.MAX_VALUE_BYTES, bytes("x")))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store().write(key, Integer.MAX_VALUE, bytes("xyz")))
        .isInstanceOf(StoreException.class);

    store().assertHolds(key, (byte) 3, bytes(length, 1), 55);
    assertThat(store().stores().usedBytes()).isEqualTo(used);
  }

  @Test
  default void appendsByteByByteIntoABlob() {
    Key key = store().key("key");
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    byte[] start = bytes(65_000, 1);
    store().put(key, start);
    expected.writeBytes(start);

    for (int i = 0; i < 1200; i++) {
      store().write(key, expected.size(), new byte[] {(byte) i});
      expected.write(i);
    }

    store().assertHolds(key, expected.toByteArray());
  }

  @Test
  default void appendsInLargePieces() {
    Key key = store().key("key");
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    store().put(key, bytes(""));

    for (int i = 0; i < 40; i++) {
      byte[] piece = bytes(50_000 + i, i);
      store().write(key, expected.size(), piece);
      expected.writeBytes(piece);
    }

    store().assertHolds(key, expected.toByteArray());
    assertThat(store().slot().usedBytes()).isGreaterThanOrEqualTo(expected.size());
  }

  @Test
  default void appendsToManyKeysInTurn() {
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      store().put(store().key("key:" + i), bytes(""));
    }
    for (int round = 0; round < 60; round++) {
      expected.append("piece ").append(round).append(';');
      byte[] whole = bytes(expected.toString());
      byte[] piece = bytes("piece " + round + ";");
      for (int i = 0; i < 200; i++) {
        store().write(store().key("key:" + i), whole.length - piece.length, piece);
      }
    }

    for (int i = 0; i < 200; i++) {
      store().assertHolds(store().key("key:" + i), bytes(expected.toString()));
    }
  }

  @Test
  default void writesInPlaceWithoutTakingMoreMemory() {
    Key key = store().key("key");
    store().put(key, STRING, bytes(500, 1), NEVER);
    long used = store().stores().usedBytes();

    for (int i = 0; i < 500; i++) {
      store().write(key, i, new byte[] {(byte) i});
    }

    assertThat(store().stores().usedBytes()).isEqualTo(used);
    assertThat(store().valueOf(key)).startsWith(0, 1, 2).hasSize(500);
  }
}
