package io.ember.perf.reshard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class AuditedKeysTest {
  private final AuditedKeys keys = new AuditedKeys(100, 40);

  @Test
  void onlyTheAcknowledgedValueIsRight() {
    byte[] first = keys.firstValue(7);
    assertThat(keys.isRight(7, first)).isTrue();
    assertThat(keys.isRight(8, first)).isFalse();
    assertThat(keys.isRight(7, new byte[0])).isFalse();

    byte[] second = keys.nextValue(7);
    keys.acknowledge(7);
    assertThat(keys.isRight(7, second)).isTrue();
    assertThat(keys.isRight(7, first)).isFalse();
  }

  @Test
  void aWriteOfWhichNobodyKnowsMayBeThereOrNot() {
    byte[] first = keys.firstValue(7);
    byte[] unknown = keys.nextValue(7);
    assertThat(keys.isRight(7, first)).isTrue();
    assertThat(keys.isRight(7, unknown)).isTrue();

    byte[] later = keys.nextValue(7);
    keys.acknowledge(7);
    assertThat(keys.isRight(7, later)).isTrue();
    assertThat(keys.isRight(7, unknown)).isFalse();
  }

  @Test
  void keysAreOfOneSizeAndCountedBySlot() {
    assertThat(new String(AuditedKeys.key(1_203), StandardCharsets.US_ASCII))
        .isEqualTo("k000000000001203");
    BitSet all = new BitSet();
    all.set(0, 16_384);
    BitSet one = new BitSet();
    one.set(AuditedKeys.slot(AuditedKeys.key(7)));

    assertThat(keys.countIn(all)).isEqualTo(100);
    assertThat(keys.countIn(one)).isBetween(1, 100);
    assertThat(keys.countIn(new BitSet())).isZero();
    assertThat(keys.entryBytes()).isEqualTo(56);
  }
}
