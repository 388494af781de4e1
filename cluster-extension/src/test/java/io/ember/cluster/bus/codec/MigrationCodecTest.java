package io.ember.cluster.bus.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.cluster.core.migration.MigrationAck;
import io.ember.cluster.core.migration.MigrationBatch;
import io.ember.cluster.core.migration.MigrationMessage;
import io.ember.cluster.core.migration.MigrationOpen;
import io.ember.cluster.model.MigrationId;
import io.ember.engine.ProtocolException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MigrationCodecTest {
  private static final MigrationId ID = new MigrationId(7);
  private static final MigrationOpen OPEN = new MigrationOpen(ID, 2, 30, 40, 15);
  private static final MigrationAck ACK =
      new MigrationAck(
          ID, 2, 30, 40, 15, 9, 8, true, MigrationAck.Outcome.FAILED, "no memory: für nichts");
  private static final MigrationBatch BATCH =
      new MigrationBatch(ID, 2, 30, 40, 0, 5, MigrationBatch.Kind.FINAL, new byte[] {1, 2, 3}, -17);

  @Test
  void whatIsSaidIsHeard() {
    assertThat(MigrationCodec.decode(MigrationCodec.encode(OPEN))).isEqualTo(OPEN);
    assertThat(MigrationCodec.decode(MigrationCodec.encode(ACK))).isEqualTo(ACK);
    MigrationBatch heard = (MigrationBatch) MigrationCodec.decode(MigrationCodec.encode(BATCH));
    assertThat(heard).usingRecursiveComparison().isEqualTo(BATCH);
  }

  @Test
  void everythingThatIsCutIsRefused() {
    for (MigrationMessage message : List.of(OPEN, ACK, BATCH)) {
      byte[] bytes = MigrationCodec.encode(message);
      for (int length = 0; length < bytes.length; length++) {
        byte[] part = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> MigrationCodec.decode(part)).isInstanceOf(ProtocolException.class);
      }
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      assertThatThrownBy(() -> MigrationCodec.decode(longer)).isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void aLengthThatIsOnlyClaimedTakesNoMemory() {
    byte[] bytes = MigrationCodec.encode(BATCH);
    int at = bytes.length - 3 - Integer.BYTES;
    bytes[at] = 0x7F;
    assertThatThrownBy(() -> MigrationCodec.decode(bytes))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("entries in 3 bytes");
  }

  @Test
  void everyKindOfBatchIsKnownAndNoOther() {
    for (MigrationBatch.Kind kind : MigrationBatch.Kind.values()) {
      MigrationBatch batch = new MigrationBatch(ID, 2, 30, 40, 0, 5, kind, new byte[0], -17);
      byte[] bytes = MigrationCodec.encode(batch);
      assertThat(((MigrationBatch) MigrationCodec.decode(bytes)).kind()).isEqualTo(kind);
    }
    byte[] bytes = MigrationCodec.encode(BATCH);
    bytes[bytes.length - 3 - 2 * Integer.BYTES - 1] = 3;
    assertThatThrownBy(() -> MigrationCodec.decode(bytes))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("kind of batch 3");
  }

  @Test
  void aLogThatDoesNotExistIsRefused() {
    byte[] bytes = MigrationCodec.encode(OPEN);
    bytes[bytes.length - 1] = 16;
    assertThatThrownBy(() -> MigrationCodec.decode(bytes)).hasMessageContaining("no log 16");
  }
}
