package io.ember.cluster.core.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EpochTableTest {
  private static EpochTable table(long... epochsAndStarts) {
    EpochTable table = new EpochTable();
    for (int i = 0; i < epochsAndStarts.length; i += 2) {
      table.begin(epochsAndStarts[i], epochsAndStarts[i + 1]);
    }
    return table;
  }

  @Test
  void agreesUpToTheShorterOfTwoLogsOfOneEpoch() {
    EpochTable primary = table(1, 0, 3, 10);

    assertThat(primary.agreement(20, table(1, 0, 3, 10).starts(), 15)).isEqualTo(15);
    assertThat(primary.agreement(20, table(1, 0, 3, 10).starts(), 25)).isEqualTo(20);
  }

  @Test
  void agreesUpToWhereAnotherEpochBegan() {
    EpochTable primary = table(1, 0, 3, 10);

    // An old primary that has gone on in epoch 1, and one that was elected in between.
    assertThat(primary.agreement(20, table(1, 0).starts(), 14)).isEqualTo(10);
    assertThat(primary.agreement(20, table(1, 0, 2, 8).starts(), 30)).isEqualTo(8);
    assertThat(primary.agreement(20, table(1, 0).starts(), 7)).isEqualTo(7);
  }

  /** The same epoch at another place is another history. */
  @Test
  void doesNotAgreeWithoutACommonEpoch() {
    EpochTable primary = table(3, 10);

    assertThat(primary.agreement(20, List.of(), 0)).isEqualTo(-1);
    assertThat(primary.agreement(20, table(1, 0).starts(), 14)).isEqualTo(-1);
    assertThat(primary.agreement(20, table(3, 9).starts(), 14)).isEqualTo(-1);
  }

  @Test
  void forgetsWhatIsCut() {
    EpochTable table = table(1, 0, 3, 10, 4, 15);
    table.cut(10);

    assertThat(table.starts()).containsExactly(new EpochStart(1, 0));
  }

  @Test
  void remembersTheLastEpochs() {
    EpochTable table = new EpochTable();
    for (long epoch = 1; epoch <= 1000; epoch++) {
      table.begin(epoch, epoch);
    }
    assertThat(table.starts()).hasSize(EpochTable.MAX_EPOCHS).endsWith(new EpochStart(1000, 1000));
  }
}
