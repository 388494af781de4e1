package io.ember.cluster.bus.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.cluster.core.migration.MigrationAck;
import io.ember.cluster.core.migration.MigrationBatch;
import io.ember.cluster.core.migration.MigrationMessage;
import io.ember.cluster.core.migration.MigrationOpen;
import io.ember.cluster.model.MigrationId;
import io.ember.engine.ProtocolException;
import java.nio.ByteBuffer;
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
    assertThat(decode(encode(OPEN))).isEqualTo(OPEN);
    assertThat(decode(encode(ACK))).isEqualTo(ACK);
    MigrationBatch heard = (MigrationBatch) decode(encode(BATCH));
    assertThat(heard).usingRecursiveComparison().isEqualTo(BATCH);
  }

  @Test
  void everythingThatIsCutIsRefused() {
    for (MigrationMessage message : List.of(OPEN, ACK, BATCH)) {
      byte[] bytes = encode(message);
      for (int length = 0; length < bytes.length; length++) {
        byte[] part = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> decode(part)).isInstanceOf(ProtocolException.class);
      }
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      assertThatThrownBy(() -> decode(longer)).isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void aLengthThatIsOnlyClaimedTakesNoMemory() {
    byte[] bytes = encode(BATCH);
    int at = bytes.length - 3 - Integer.BYTES;
    bytes[at] = 0x7F;
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("entries in 3 bytes");
  }

  @Test
  void everyKindOfBatchIsKnownAndNoOther() {
    for (MigrationBatch.Kind kind : MigrationBatch.Kind.values()) {
      MigrationBatch batch = new MigrationBatch(ID, 2, 30, 40, 0, 5, kind, new byte[0], -17);
      byte[] bytes = encode(batch);
      assertThat(((MigrationBatch) decode(bytes)).kind()).isEqualTo(kind);
    }
    byte[] bytes = encode(BATCH);
    bytes[bytes.length - 3 - 2 * Integer.BYTES - 1] = 3;
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("kind of batch 3");
  }

  @Test
  void aLogThatDoesNotExistIsRefused() {
    byte[] bytes = encode(OPEN);
    bytes[bytes.length - 1] = 16;
    assertThatThrownBy(() -> decode(bytes)).hasMessageContaining("no log 16");
  }

  private static byte[] encode(MigrationMessage message) {
    byte[] bytes = new byte[MigrationCodec.bytes(message)];
    ByteBuffer out = ByteBuffer.wrap(bytes);
    MigrationCodec.put(out, message);
    assertThat(out.hasRemaining()).isFalse();
    return bytes;
  }

  private static MigrationMessage decode(byte[] bytes) {
    return MigrationCodec.decode(ByteBuffer.wrap(bytes));
  }
}
