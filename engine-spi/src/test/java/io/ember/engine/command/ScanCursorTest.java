package io.ember.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.Bytes;
import io.ember.engine.SlotStore;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScanCursorTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 1000, ScanCursor.MAX_LANES})
  void isFoundAgainByItsNumber(int lanes) {
    Random random = new Random(lanes);
    for (int i = 0; i < 2_000; i++) {
      long position = i == 0 ? SlotStore.MAX_CURSOR : random.nextLong() & SlotStore.MAX_CURSOR;
      int slot = i == 0 ? 16383 : random.nextInt(16384);
      ScanCursor cursor =
          new ScanCursor(i == 0 ? lanes - 1 : random.nextInt(lanes), slot, position);

      String number = Long.toUnsignedString(cursor.encode(lanes));

      assertThat(ScanCursor.isCursor(Bytes.of(number))).isTrue();
      assertThat(ScanCursor.decode(ScanCursor.toLong(Bytes.of(number)), lanes)).isEqualTo(cursor);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, ScanCursor.MAX_EXACT_LANES})
  void isExactAsAFloatingPointNumber(int lanes) {
    long last = new ScanCursor(lanes - 1, 16383, SlotStore.MAX_CURSOR).encode(lanes);

    assertThat(last).isBetween(1L, (1L << 53) - 1);
    for (long number = last; number > last - 1000; number--) {
      assertThat((long) (double) number).isEqualTo(number);
    }
  }

  @Test
  void anyNumberIsSomePlace() {
    Random random = new Random(3);
    for (int i = 0; i < 10_000; i++) {
      int lanes = 1 + random.nextInt(ScanCursor.MAX_LANES);

      ScanCursor cursor = ScanCursor.decode(random.nextLong(), lanes);

      assertThat(cursor.lane()).isBetween(0, lanes - 1);
      assertThat(cursor.slot()).isBetween(0, 16383);
      assertThat(cursor.position()).isBetween(0L, SlotStore.MAX_CURSOR);
    }
  }

  @Test
  void zeroIsTheBeginning() {
    assertThat(ScanCursor.decode(0, 5)).isEqualTo(new ScanCursor(0, 0, SlotStore.SCAN_START));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "", "+5", "-1", "18446744073709551615", "007", "0\u0000x"})
  void readsWhatRedisReads(String text) {
    assertThat(ScanCursor.isCursor(Bytes.of(text))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "1x", " 1", "1 ", "-", "+", "18446744073709551616", "99999999999999999999"})
  void refusesTheRest(String text) {
    assertThat(ScanCursor.isCursor(Bytes.of(text))).isFalse();
  }
}
