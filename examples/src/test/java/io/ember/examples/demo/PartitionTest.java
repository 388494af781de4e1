package io.ember.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

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

    partition.append(4);
    partition.append(4);

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
}
