package io.ember.cluster.core.state;

import static io.ember.cluster.core.state.StateFixture.slots;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ember.cluster.core.state.ClusterCommand.AddNode;
import io.ember.engine.ProtocolException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Bytes that are none of ours are refused, whatever they are. */
class ClusterCodecTest {
  private static final byte[] COMMAND =
      ClusterCommandCodec.encode(new AddNode(StateFixture.info(1, 1), slots(0, 99)));
  private static final byte[] SNAPSHOT =
      new ClusterSnapshot(StateFixture.withMember().data()).encode();

  @Test
  void refusesACommandWithAnythingBehindIt() {
    ProtocolException refused =
        assertThrows(
            ProtocolException.class,
            () -> ClusterCommandCodec.decode(Arrays.copyOf(COMMAND, COMMAND.length + 1)));

    assertTrue(refused.toString().contains("1 bytes are left over"), refused::toString);
  }

  @Test
  void refusesACommandThatEndsEarlyWhereverThatIs() {
    for (int length = 0; length < COMMAND.length; length++) {
      byte[] cut = Arrays.copyOf(COMMAND, length);
      assertThrows(ProtocolException.class, () -> ClusterCommandCodec.decode(cut));
    }
  }

  @Test
  void refusesAnotherVersionAndUnknownKinds() {
    byte[] other = COMMAND.clone();
    other[0] = 2;
    assertThrows(ProtocolException.class, () -> ClusterCommandCodec.decode(other));
    assertThrows(
        ProtocolException.class, () -> ClusterCommandCodec.decode(new byte[] {1, (byte) 200}));
  }

  @Test
  void makesOfRandomBytesACommandOrARefusal() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 30_000; i++) {
      byte[] bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      if (bytes.length > 1) {
        bytes[0] = 1;
        bytes[1] = (byte) random.nextInt(20);
      }
      decodeOrRefuse(bytes);
    }
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = COMMAND.clone();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      decodeOrRefuse(bytes);
    }
  }

  private static void decodeOrRefuse(byte[] bytes) {
    ClusterCommand command;
    try {
      command = ClusterCommandCodec.decode(bytes);
    } catch (ProtocolException expected) {
      return;
    }
    assertEquals(command, ClusterCommandCodec.decode(ClusterCommandCodec.encode(command)));
  }

  @Test
  void carriesAnswers() {
    ClusterResponse rejected = ClusterResponse.rejected("slot 5 is not free");
    assertEquals(
        rejected, ClusterCommandCodec.decodeResponse(ClusterCommandCodec.encodeResponse(rejected)));
    assertEquals(
        ClusterResponse.ok(),
        ClusterCommandCodec.decodeResponse(
            ClusterCommandCodec.encodeResponse(ClusterResponse.ok())));
    assertThrows(
        ProtocolException.class, () -> ClusterCommandCodec.decodeResponse(new byte[] {0, 0}));
  }

  @Test
  void refusesADamagedSnapshotWhereverTheDamageIs() {
    for (int at = 0; at < SNAPSHOT.length; at++) {
      byte[] damaged = SNAPSHOT.clone();
      damaged[at] ^= 0x40;
      assertThrows(ProtocolException.class, () -> ClusterSnapshot.decode(damaged), "byte " + at);
    }
    for (int length = 0; length < SNAPSHOT.length; length++) {
      byte[] cut = Arrays.copyOf(SNAPSHOT, length);
      assertThrows(ProtocolException.class, () -> ClusterSnapshot.decode(cut));
    }
    assertThrows(
        ProtocolException.class,
        () -> ClusterSnapshot.decode(Arrays.copyOf(SNAPSHOT, SNAPSHOT.length + 1)));
  }

  @Test
  void refusesAnEntryThatDoesNotFollowTheLast() {
    ClusterStateMachine machine = new ClusterStateMachine();
    machine.apply(2, 5, new ClusterCommand.Noop());

    assertThrows(IllegalStateException.class, () -> machine.apply(2, 5, new ClusterCommand.Noop()));
    assertThrows(IllegalStateException.class, () -> machine.apply(1, 6, new ClusterCommand.Noop()));
    machine.apply(2, 9, new ClusterCommand.Noop());
  }
}
