package io.ember.engine.tck;

import static io.ember.engine.tck.StoreProbe.NEVER;
import static io.ember.engine.tck.StoreProbe.SLOT;
import static io.ember.engine.tck.StoreProbe.STRING;
import static io.ember.engine.tck.StoreProbe.bytes;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.SlotStore;
import io.ember.engine.Slots;
import io.ember.engine.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Put, find, overwrite and remove. */
interface EntryContract extends ContractFixture {
  @Test
  default void findsNothingInAnEmptyStore() {
    Key key = store().key("k");

    assertThat(store().slot().find(key)).isNull();
    assertThat(store().slot().peek(key)).isNull();
    assertThat(store().slot().count()).isZero();
    assertThat(store().slot().expiringCount()).isZero();
  }

  @Test
  default void takesNoMemoryBeforeTheFirstWrite() {
    long before = store().stores().usedBytes();
    for (int slot = 0; slot < Slots.SLOT_COUNT; slot++) {
      SlotStore empty = store().stores().slot(slot);
      Key key = store().key(slot, "k");
      empty.find(key);
      empty.remove(key);
      empty.expire(key, 5);
      empty.write(key, STRING, 3, Bytes.of("x"));
      empty.clear();
      assertThat(empty.usedBytes()).isZero();
    }

    assertThat(store().stores().usedBytes()).isEqualTo(before);
  }

  @Test
  default void answersTheSameObjectForASlot() {
    assertThat(store().stores().slot(5)).isSameAs(store().stores().slot(5));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8191, 16383})
  default void knowsItsSlot(int slot) {
    assertThat(store().stores().slot(slot).slot()).isEqualTo(slot);
  }

  @Test
  default void findsWhatWasPut() {
    boolean isNew = store().put(store().key("key"), bytes("value"));

    assertThat(isNew).isTrue();
    store().assertHolds(store().key("key"), bytes("value"));
    assertThat(store().slot().count()).isEqualTo(1);
  }

  @Test
  default void peeksAtWhatWasPut() {
    store().put(store().key("key"), (byte) 3, bytes("value"), 77);

    EntryView view = requireNonNull(store().slot().peek(store().key("key")));

    assertThat(view.valueBytes()).isEqualTo(bytes("value"));
    assertThat(view.type()).isEqualTo((byte) 3);
    assertThat(view.expiresAtMs()).isEqualTo(77);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v", "VALUE", "a value that is much longer than the one before"})
  default void overwritesWithAValueOfAnySize(String value) {
    Key key = store().key("key");
    store().put(key, bytes("value"));

    boolean isNew = store().put(key, bytes(value));

    assertThat(isNew).isFalse();
    store().assertHolds(key, bytes(value));
    assertThat(store().slot().count()).isEqualTo(1);
  }

  @Test
  default void keepsAnEmptyValue() {
    store().put(store().key("key"), bytes(""));

    store().assertHolds(store().key("key"), bytes(""));
  }

  @Test
  default void keepsAnEmptyKey() {
    store().put(store().key(""), bytes("value"));

    store().assertHolds(store().key(""), bytes("value"));
    store().assertAbsent(store().key("\0"));
  }

  @Test
  default void keepsAnEmptyKeyWithAnEmptyValue() {
    store().put(store().key(""), bytes(""));

    store().assertHolds(store().key(""), bytes(""));
    assertThat(store().remove(store().key(""))).isTrue();
    assertThat(store().slot().count()).isZero();
  }

  @Test
  default void keepsEveryByteAsKeyAndAsValue() {
    for (int i = 0; i < 256; i++) {
      store().put(store().key(new byte[] {(byte) i}), new byte[] {(byte) (255 - i)});
    }

    assertThat(store().slot().count()).isEqualTo(256);
    for (int i = 0; i < 256; i++) {
      store().assertHolds(store().key(new byte[] {(byte) i}), new byte[] {(byte) (255 - i)});
    }
  }

  @Test
  default void tellsKeysOfZerosApartByTheirLength() {
    for (int length = 0; length <= 20; length++) {
      store().put(store().key(new byte[length]), bytes("length " + length));
    }

    assertThat(store().slot().count()).isEqualTo(21);
    for (int length = 0; length <= 20; length++) {
      store().assertHolds(store().key(new byte[length]), bytes("length " + length));
    }
  }

  @Test
  default void tellsAKeyFromItsPrefixes() {
    String longest = "abcdefghijklmnopqrstuvwxyz";
    for (int length = 0; length <= longest.length(); length++) {
      store().put(store().key(longest.substring(0, length)), bytes("" + length));
    }

    store().remove(store().key("abc"));

    store().assertAbsent(store().key("abc"));
    store().assertHolds(store().key("ab"), bytes("2"));
    store().assertHolds(store().key("abcd"), bytes("4"));
  }

  @ParameterizedTest
  @ValueSource(ints = {127, 128, 255, 256, 1000, 16383, 16384, SlotStore.MAX_KEY_BYTES})
  default void keepsALongKey(int length) {
    Key key = store().key(bytes(length, 1));
    Key other = store().key(bytes(length, 2));
    store().put(key, bytes("one"));
    store().put(other, bytes(70_000, 3));

    store().assertHolds(key, bytes("one"));
    store().assertHolds(other, bytes(70_000, 3));
    store().put(key, bytes("three"));
    store().assertHolds(key, bytes("three"));
    assertThat(store().remove(key)).isTrue();
    store().assertAbsent(key);
    store().assertHolds(other, bytes(70_000, 3));
  }

  @Test
  default void refusesAKeyThatIsTooLongAndChangesNothing() {
    store().put(store().key("other"), bytes("value"));
    long used = store().slot().usedBytes();
    Key key = store().key(new byte[SlotStore.MAX_KEY_BYTES + 1]);

    assertThatThrownBy(() -> store().put(key, bytes("value"))).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store().put(key, bytes(100_000, 1)))
        .isInstanceOf(StoreException.class);

    assertThat(store().slot().count()).isEqualTo(1);
    assertThat(store().slot().usedBytes()).isEqualTo(used);
    store().assertHolds(store().key("other"), bytes("value"));
  }

  @Test
  default void doesNotHaveAKeyThatIsTooLong() {
    store().put(store().key("other"), bytes("value"));
    Key key = store().key(new byte[SlotStore.MAX_KEY_BYTES + 1]);

    assertThat(store().slot().find(key)).isNull();
    assertThat(store().slot().peek(key)).isNull();
    assertThat(store().remove(key)).isFalse();
    assertThat(store().expire(key, 1)).isFalse();
    assertThat(store().write(key, 0, bytes("x"))).isFalse();
  }

  @Test
  default void keepsItsOwnCopyOfKeyAndValue() {
    byte[] keyBytes = bytes("key");
    byte[] value = bytes("value");
    store().put(store().key(keyBytes), value);

    keyBytes[0] = 'X';
    value[0] = 'X';

    store().assertHolds(store().key("key"), bytes("value"));
    store().assertAbsent(store().key("Xey"));
  }

  @Test
  default void takesKeyAndValueFromTheMiddleOfAnArray() {
    byte[] array = bytes("..key.value..");
    Key whole = store().key("key");
    Key key = new Key().set(array, 2, 3, SLOT, whole.hash());

    store().slot().put(key, STRING, new Bytes().wrap(array, 6, 5), NEVER);

    store().assertHolds(whole, bytes("value"));
    store().assertHolds(key, bytes("value"));
  }

  @Test
  default void removesAKey() {
    store().put(store().key("key"), bytes("value"));

    assertThat(store().remove(store().key("key"))).isTrue();

    store().assertAbsent(store().key("key"));
    assertThat(store().slot().count()).isZero();
    assertThat(store().remove(store().key("key"))).isFalse();
  }

  @Test
  default void removesNothingIfTheKeyIsMissing() {
    store().put(store().key("key"), bytes("value"));

    assertThat(store().remove(store().key("other"))).isFalse();

    assertThat(store().slot().count()).isEqualTo(1);
  }

  @Test
  default void takesAKeyAgainAfterItsRemoval() {
    Key key = store().key("key");
    store().put(key, (byte) 9, bytes("a longer first value"), 12345);
    store().remove(key);

    assertThat(store().put(key, bytes("new"))).isTrue();

    store().assertHolds(key, bytes("new"));
  }

  @Test
  default void removesOneOfManyAndKeepsTheRest() {
    for (int i = 0; i < 500; i++) {
      store().put(store().key("key:" + i), bytes("value:" + i));
    }

    for (int i = 0; i < 500; i += 3) {
      assertThat(store().remove(store().key("key:" + i))).isTrue();
    }

    for (int i = 0; i < 500; i++) {
      if (i % 3 == 0) {
        store().assertAbsent(store().key("key:" + i));
      } else {
        store().assertHolds(store().key("key:" + i), bytes("value:" + i));
      }
    }
  }

  @Test
  default void keepsTheSameKeyInTwoSlotsApart() {
    store().put(store().key(1, "key"), bytes("one"));
    store().put(store().key(2, "key"), bytes("two"));

    store().remove(store().key(1, "key"));

    store().assertAbsent(store().key(1, "key"));
    store().assertHolds(store().key(2, "key"), bytes("two"));
    assertThat(store().stores().count()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(bytes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
  default void keepsTheCodeOfAType(byte type) {
    store().put(store().key("plain"), type, bytes("value"), NEVER);
    store().put(store().key("expiring"), type, bytes("value"), 1_900_000_000_000L);
    store().put(store().key("large"), type, bytes(100_000, 1), 1_900_000_000_000L);

    store().assertHolds(store().key("plain"), type, bytes("value"), NEVER);
    store().assertHolds(store().key("expiring"), type, bytes("value"), 1_900_000_000_000L);
    store().assertHolds(store().key("large"), type, bytes(100_000, 1), 1_900_000_000_000L);
  }

  @Test
  default void changesTheTypeWithTheValue() {
    store().put(store().key("key"), (byte) 15, bytes("value"), NEVER);
    store().put(store().key("key"), (byte) 0, bytes("value"), NEVER);

    store().assertHolds(store().key("key"), (byte) 0, bytes("value"), NEVER);
  }

  @Test
  default void showsRangesOfKeyAndValue() {
    store().put(store().key("key"), bytes("0123456789"));
    EntryView view = store().view(store().key("key"));
    byte[] target = bytes("..............");

    view.copyTo(3, target, 1, 4);
    view.copyTo(10, target, 0, 0);
    view.copyKey(target, 8);

    assertThat(view.keyLength()).isEqualTo(3);
    assertThat(target).isEqualTo(bytes(".3456...key..."));
  }

  @Test
  default void countsTheBytesOfAnEntryInItsFootprint() {
    store().put(store().key("key"), bytes("value"));
    long small = store().view(store().key("key")).footprintBytes();
    store().put(store().key("key"), bytes(1000, 1));
    long larger = store().view(store().key("key")).footprintBytes();
    store().put(store().key("key"), bytes(100_000, 1));
    long large = store().view(store().key("key")).footprintBytes();

    assertThat(small).isBetween(8L, 1000L);
    assertThat(larger).isGreaterThanOrEqualTo(small + 990);
    assertThat(large).isGreaterThanOrEqualTo(100_000);
  }
}
