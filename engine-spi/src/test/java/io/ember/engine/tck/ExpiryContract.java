package io.ember.engine.tck;

import static io.ember.engine.tck.StoreProbe.NEVER;
import static io.ember.engine.tck.StoreProbe.STRING;
import static io.ember.engine.tck.StoreProbe.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The expiry time is kept with an entry, and nothing is done about it. */
interface ExpiryContract extends ContractFixture {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 127, 255, 65_536, 0x7FFFFFFFL, 0x80000000L, 1L << 41, Long.MAX_VALUE})
  default void keepsAnExpiryToTheMillisecond(long expiresAtMs) {
    store().put(store().key("put"), STRING, bytes("value"), expiresAtMs);
    store().put(store().key("expire"), bytes("value"));
    store().expire(store().key("expire"), expiresAtMs);

    store().assertHolds(store().key("put"), STRING, bytes("value"), expiresAtMs);
    store().assertHolds(store().key("expire"), STRING, bytes("value"), expiresAtMs);
    assertThat(store().slot().expiringCount()).isEqualTo(2);
  }

  @Test
  default void showsAnEntryThatHasExpired() {
    store().put(store().key("key"), STRING, bytes("value"), 1000);

    assertThat(store().view(store().key("key")).isExpiredAt(999)).isFalse();
    assertThat(store().view(store().key("key")).isExpiredAt(1000)).isTrue();
    assertThat(store().slot().count()).isEqualTo(1);
    assertThat(store().scanAll(StoreProbe.SLOT, 10)).containsExactly("key");
  }

  @Test
  default void neverExpiresWithoutAnExpiry() {
    store().put(store().key("key"), bytes("value"));

    assertThat(store().view(store().key("key")).isExpiredAt(Long.MAX_VALUE)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 1000, 65_535, 65_536, 300_000})
  default void givesChangesAndTakesAnExpiryWithoutTouchingTheValue(int length) {
    Key key = store().key("key");
    byte[] value = bytes(length, 1);
    store().put(key, (byte) 6, value, NEVER);

    assertThat(store().expire(key, 1000)).isTrue();
    store().assertHolds(key, (byte) 6, value, 1000);
    assertThat(store().expire(key, 2000)).isTrue();
    store().assertHolds(key, (byte) 6, value, 2000);
    assertThat(store().expire(key, NEVER)).isTrue();
    store().assertHolds(key, (byte) 6, value, NEVER);
    assertThat(store().slot().expiringCount()).isZero();
  }

  @Test
  default void givesAMissingKeyNoExpiry() {
    assertThat(store().expire(store().key("key"), 1000)).isFalse();
    store().put(store().key("other"), bytes("value"));
    assertThat(store().expire(store().key("key"), 1000)).isFalse();

    assertThat(store().slot().expiringCount()).isZero();
    store().assertAbsent(store().key("key"));
  }

  @Test
  default void takesExpiryAwayWhenAPutHasNone() {
    store().put(store().key("key"), STRING, bytes("value"), 1000);
    store().put(store().key("key"), bytes("value"));

    store().assertHolds(store().key("key"), bytes("value"));
    assertThat(store().slot().expiringCount()).isZero();
  }

  @Test
  default void givesExpiryWhenAPutHasOne() {
    store().put(store().key("key"), bytes("value"));
    store().put(store().key("key"), STRING, bytes("other"), 1000);

    store().assertHolds(store().key("key"), STRING, bytes("other"), 1000);
    assertThat(store().slot().expiringCount()).isEqualTo(1);
  }

  @Test
  default void keepsExpiryWhenAPartIsWritten() {
    store().put(store().key("key"), STRING, bytes("value"), 1000);
    store().write(store().key("key"), 1, bytes("AL"));
    store().write(store().key("key"), 5, bytes(" and more"));

    store().assertHolds(store().key("key"), STRING, bytes("vALue and more"), 1000);
    assertThat(store().slot().expiringCount()).isEqualTo(1);
  }

  @Test
  default void countsEntriesWithAnExpiry() {
    for (int i = 0; i < 100; i++) {
      store().put(store().key("key:" + i), STRING, bytes("value"), i % 2 == 0 ? NEVER : 5000);
    }
    assertThat(store().slot().expiringCount()).isEqualTo(50);

    store().remove(store().key("key:0"));
    store().remove(store().key("key:1"));
    store().put(store().key("key:3"), STRING, bytes("value"), NEVER);
    store().put(store().key("key:5"), STRING, bytes("value"), 6000);
    store().put(store().key("key:2"), STRING, bytes("value"), 6000);
    store().expire(store().key("key:4"), 7);
    store().expire(store().key("key:7"), 7);
    store().expire(store().key("key:9"), NEVER);

    assertThat(store().slot().expiringCount()).isEqualTo(49);
    assertThat(store().slot().count()).isEqualTo(98);
    store().slot().clear();
    assertThat(store().slot().expiringCount()).isZero();
  }

  @Test
  default void countsExpiringEntriesOfEachSlotForItself() {
    store().put(store().key(1, "key"), STRING, bytes("value"), 1000);
    store().put(store().key(2, "key"), STRING, bytes("value"), NEVER);

    assertThat(store().stores().slot(1).expiringCount()).isEqualTo(1);
    assertThat(store().stores().slot(2).expiringCount()).isZero();
  }

  @Test
  default void keepsManyValuesWhileExpiriesComeAndGo() {
    int count = 2000;
    for (int i = 0; i < count; i++) {
      store().put(store().key("key:" + i), bytes(i % 90, i));
    }
    for (int round = 0; round < 3; round++) {
      for (int i = round; i < count; i += 2) {
        store().expire(store().key("key:" + i), 1_000_000L + i);
      }
      for (int i = 0; i < count; i += 3) {
        store().expire(store().key("key:" + i), NEVER);
      }
    }

    long expiring = 0;
    for (int i = 0; i < count; i++) {
      long expected = i % 3 == 0 ? NEVER : 1_000_000L + i;
      store().assertHolds(store().key("key:" + i), STRING, bytes(i % 90, i), expected);
      expiring += expected == NEVER ? 0 : 1;
    }
    assertThat(store().slot().expiringCount()).isEqualTo(expiring);
  }
}
