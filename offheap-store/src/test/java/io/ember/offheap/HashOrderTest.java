package io.ember.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HashOrderTest {
  @Test
  void putsTheKeysOfACellNextToEachOtherInTablesOfAnySize() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      long hash = random.nextLong();
      int cellsLog2 = random.nextInt(31);
      long place = HashOrder.of(hash);
      long span = HashOrder.cellSpan(cellsLog2);

      assertThat(place).isBetween(0L, HashOrder.END - 1);
      assertThat(HashOrder.cell(place, cellsLog2)).isEqualTo(hash & ((1L << cellsLog2) - 1));
      assertThat(HashOrder.cell(place & -span, cellsLog2))
          .isEqualTo(HashOrder.cell(place, cellsLog2));
    }
  }

  @Test
  void passesEveryCellOnce() {
    boolean[] passed = new boolean[256];
    for (long place = 0; place < HashOrder.END; place += HashOrder.cellSpan(8)) {
      int cell = (int) HashOrder.cell(place, 8);
      assertThat(passed[cell]).isFalse();
      passed[cell] = true;
    }
    assertThat(passed).containsOnly(true);
  }

  @Test
  void beginsAnewForWhatIsNoCursor() {
    assertThat(HashOrder.place(-1)).isZero();
    assertThat(HashOrder.place(HashOrder.END)).isZero();
    assertThat(HashOrder.place(Long.MIN_VALUE)).isZero();
    assertThat(HashOrder.place(77)).isEqualTo(77);
  }
}
