package io.ember.offheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BlobTableTest {
  private final BlobTable table = new BlobTable();
  private final long before = NativeBlob.liveCount();

  @Test
  void releasesEachValueOnceWhateverTheOrder() {
    SplittableRandom random = new SplittableRandom(1);
    int[] heads = {BlobTable.NONE, BlobTable.NONE, BlobTable.NONE};
    List<List<Integer>> lists = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int step = 0; step < 5000; step++) {
      int list = random.nextInt(3);
      List<Integer> numbers = lists.get(list);
      if (numbers.isEmpty() || (random.nextInt(5) < 3 && numbers.size() < 100)) {
        heads[list] = table.add(new NativeBlob(8), heads[list]);
        numbers.add(heads[list]);
      } else if (random.nextInt(200) == 0) {
        table.removeAll(heads[list]);
        heads[list] = BlobTable.NONE;
        numbers.clear();
      } else {
        int number = numbers.remove(random.nextInt(numbers.size()));
        heads[list] = table.remove(number, heads[list]);
      }
      long expected = lists.stream().mapToInt(List::size).sum();
      assertThat(NativeBlob.liveCount() - before).isEqualTo(expected);
    }
    for (int head : heads) {
      table.removeAll(head);
    }
    assertThat(NativeBlob.liveCount()).isEqualTo(before);
  }

  @Test
  void keepsAValueThatSomebodyElseHolds() {
    NativeBlob blob = new NativeBlob(8);
    blob.retain();
    int number = table.add(blob, BlobTable.NONE);
    assertThat(table.get(number)).isSameAs(blob);

    table.remove(number, number);

    assertThat(blob.address()).isNotZero();
    blob.release();
    assertThatThrownBy(blob::address).isInstanceOf(IllegalStateException.class);
    assertThat(NativeBlob.liveCount()).isEqualTo(before);
  }
}
