package io.ember.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PartitionTest {
  private final Partition partition = new Partition(3, 10, 2, 20);

  @Test
  void givesAKeyADifferentValueEachTimeItIsSet() {
    partition.set(4);
    byte[] first = partition.value(4);
    partition.delete(4);
    assertThat(partition.value(4)).isNull();

    partition.set(4);

    assertThat(partition.value(4)).hasSize(20).isNotEqualTo(first);
  }

  @Test
  void givesEachKeyAValueOfItsOwn() {
    partition.set(4);
    partition.set(5);

    assertThat(partition.value(4)).isNotEqualTo(partition.value(5));
  }

  @Test
  void knowsWhatWasAppended() {
    partition.set(4);
    byte[] before = partition.value(4);

    partition.append(4, 1);
    partition.append(4, 1);

    assertThat(partition.value(4)).startsWith(before).hasSize(partition.valueLength(4));
    assertThat(partition.valueLength(4)).isEqualTo(20 + 2 * Partition.suffix().length);
  }

  @Test
  void countsWhatExists() {
    partition.set(1);
    partition.set(2);
    partition.set(2);
    partition.delete(1);
    partition.delete(1);
    partition.increment(0);
    partition.increment(0);
    partition.newLeaseKey();

    assertThat(partition.existingCount()).isEqualTo(2);
    assertThat(partition.leaseCount()).isEqualTo(1);
  }

  @Test
  void forgetsTheTimeToLiveOfAKeyThatIsSetAnew() {
    partition.set(1);
    partition.setExpiring(1, true);

    partition.set(1);

    assertThat(partition.isExpiring(1)).isFalse();
  }

  @Test
  void knowsWhatAWriteOfUnknownOutcomeMayHaveLeft() {
    partition.set(1);
    byte[] before = partition.value(1);

    partition.doubtSet(1);
    partition.doubtDelete(2);
    partition.doubtIncrement(0, 2);

    assertThat(partition.possibleValues(1)).containsExactly(before, partition.nextValue(1));
    assertThat(partition.possibleValues(2)).containsExactly(null, null);
    assertThat(partition.possibleCounts(0)).containsExactly(null, bytes("1"), bytes("2"));
    assertThat(partition.existingCount()).isZero();
    assertThat(partition.doubtCount()).isEqualTo(3);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
