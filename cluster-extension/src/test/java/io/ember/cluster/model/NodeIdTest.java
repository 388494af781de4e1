package io.ember.cluster.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class NodeIdTest {
  private static final UUID UUID_1 = UUID.fromString("3c9fd5a2-10b4-4a77-8c11-0af1e2d3c4b5");

  @Test
  void hasFortyDigitsOnTheWireThatBeginWithThoseOfTheUuid() {
    String wire = new NodeId(UUID_1).wireForm();

    assertThat(wire)
        .hasSize(40)
        .startsWith("3c9fd5a210b44a778c110af1e2d3c4b5")
        .matches("[0-9a-f]+");
  }

  @Test
  void checkDigitsAreTheCrc32OfTheOthers() {
    // Computed with another implementation: zlib of Python.
    assertThat(new NodeId(new UUID(0, 0)).wireForm())
        .isEqualTo("00000000000000000000000000000000" + "a0f292d0");
  }

  @Test
  void readsBothFormsInEitherCase() {
    NodeId id = new NodeId(UUID_1);

    assertThat(NodeId.parse(id.wireForm())).isEqualTo(id);
    assertThat(NodeId.parse(id.wireForm().toUpperCase(java.util.Locale.ROOT))).isEqualTo(id);
    assertThat(NodeId.parse(UUID_1.toString())).isEqualTo(id);
    assertThat(NodeId.parse(UUID_1.toString().toUpperCase(java.util.Locale.ROOT))).isEqualTo(id);
  }

  @Test
  void refusesAnIdWithOneWrongDigit() {
    String wire = new NodeId(UUID_1).wireForm();

    for (int i = 0; i < wire.length(); i++) {
      char other = wire.charAt(i) == '7' ? '8' : '7';
      String wrong = wire.substring(0, i) + other + wire.substring(i + 1);
      assertThatIllegalArgumentException().isThrownBy(() -> NodeId.parse(wrong));
    }
  }

  @Test
  void refusesWhatIsNoId() {
    for (String text :
        new String[] {
          "", "1-1-1-1-1", "x".repeat(40), "3c9fd5a210b44a778c110af1e2d3c4b5", "-".repeat(36)
        }) {
      assertThatIllegalArgumentException().as(text).isThrownBy(() -> NodeId.parse(text));
    }
  }

  @Test
  void raftKnowsTheNodeByTheUpperHalf() {
    assertThat(new NodeId(UUID_1).raftId()).isEqualTo(0x3c9fd5a210b44a77L);
  }

  @Test
  void ordersLikeTheWireForms() {
    NodeId high = new NodeId(new UUID(-1, 0));
    NodeId low = new NodeId(new UUID(1, -1));

    assertThat(high.compareTo(low)).isPositive();
    assertThat(high.wireForm().compareTo(low.wireForm())).isPositive();
  }
}
