package io.ember.cluster.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class SlotMapTest {
  private static final NodeId A = new NodeId(new UUID(1, 1));
  private static final NodeId B = new NodeId(new UUID(2, 2));

  @Test
  void mergesTouchingRangesOfOneOwner() {
    SlotMap map =
        SlotMap.EMPTY
            .assign(SlotRange.single(5), A)
            .assign(new SlotRange(6, 9), A)
            .assign(new SlotRange(11, 12), A)
            .assign(SlotRange.single(10), B);

    assertThat(map.slotsOf(A)).containsExactly(new SlotRange(5, 9), new SlotRange(11, 12));
    assertThat(map.slotsOf(B)).containsExactly(SlotRange.single(10));
    assertThat(map.slotCountOf(A)).isEqualTo(7);
    assertThat(map.assignedCount()).isEqualTo(8);
    assertThat(map.isComplete()).isFalse();
  }

  @Test
  void aChangeLeavesTheOldMapAlone() {
    SlotMap all = SlotMap.ownedBy(A);

    SlotMap less = all.unassign(new SlotRange(0, 99));

    assertThat(all.isComplete()).isTrue();
    assertThat(all.owner(0)).isEqualTo(A);
    assertThat(less.owner(99)).isNull();
    assertThat(less.owner(100)).isEqualTo(A);
    assertThat(less.assignedCount()).isEqualTo(16_284);
  }

  @Test
  void aSlotThatDoesNotExistIsAnErrorAndNotSilentlyIgnored() {
    assertThatThrownBy(() -> SlotMap.EMPTY.owner(16_384))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatIllegalArgumentException().isThrownBy(() -> new SlotRange(0, 16_384));
    assertThatIllegalArgumentException().isThrownBy(() -> new SlotRange(-1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new SlotRange(2, 1));
  }

  @Test
  void rangesAreReadAsTheyAreWritten() {
    assertThat(SlotRange.parse("7")).isEqualTo(SlotRange.single(7)).hasToString("7");
    assertThat(SlotRange.parse("0-5460")).isEqualTo(new SlotRange(0, 5460)).hasToString("0-5460");
    for (String text : new String[] {"", "-", "-1", "1-", "a", "1-b", "3-1", "0-16384"}) {
      assertThatIllegalArgumentException().as(text).isThrownBy(() -> SlotRange.parse(text));
    }
  }
}
