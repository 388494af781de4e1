package io.ember.cluster.bus;

import static io.ember.cluster.bus.BusFixture.node;
import static io.ember.cluster.bus.BusFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FrameCodecTest {
  private static final byte[] PAYLOAD = {1, 2, 3, 4, 5};

  private final BusFixture.Pair pair = BusFixture.connect(node(1), node(2), Link.CONTROL, 1);
  private final FrameCodec sender = pair.initiatorCodec();
  private final FrameCodec receiver = pair.acceptorCodec();

  private static byte[] bytes(FrameCodec codec, Frame frame) {
    ByteBuf out = codec.encode(UnpooledByteBufAllocator.DEFAULT, frame);
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes).release();
    return bytes;
  }

  private static @Nullable Frame frame(FrameCodec codec, byte[] bytes) {
    return codec.decode(Unpooled.wrappedBuffer(bytes));
  }

  private static Frame oneWay(byte[] payload) {
    return new Frame(Frame.Kind.ONE_WAY, 300, 0, payload);
  }

  @Test
  void carriesFramesInBothDirections() {
    Frame asked = frame(receiver, bytes(sender, new Frame(Frame.Kind.REQUEST, 65535, 9, PAYLOAD)));
    Frame answered = frame(sender, bytes(receiver, new Frame(Frame.Kind.RESPONSE, 1, 9, PAYLOAD)));

    assertThat(asked)
        .usingRecursiveComparison()
        .isEqualTo(new Frame(Frame.Kind.REQUEST, 65535, 9, PAYLOAD));
    assertThat(answered)
        .usingRecursiveComparison()
        .isEqualTo(new Frame(Frame.Kind.RESPONSE, 1, 9, PAYLOAD));
  }

  @Test
  void takesFramesByteByByte() {
    byte[] bytes = bytes(sender, oneWay(PAYLOAD));
    ByteBuf in = Unpooled.buffer();

    for (int i = 0; i < bytes.length - 1; i++) {
      in.writeByte(bytes[i]);
      assertThat(receiver.decode(in)).isNull();
    }
    in.writeByte(bytes[bytes.length - 1]);

    assertThat(receiver.decode(in)).isNotNull();
    assertThat(in.readableBytes()).isZero();
  }

  @Test
  void refusesAFrameTheSecondTime() {
    byte[] bytes = bytes(sender, oneWay(PAYLOAD));

    assertThat(frame(receiver, bytes)).isNotNull();
    assertThat(refusal(() -> frame(receiver, bytes))).isEqualTo(Refusal.REPLAYED);
  }

  @Test
  void refusesAFrameBeforeItsTurn() {
    bytes(sender, oneWay(PAYLOAD));
    byte[] second = bytes(sender, oneWay(PAYLOAD));

    assertThat(refusal(() -> frame(receiver, second))).isEqualTo(Refusal.REPLAYED);
  }

  @Test
  void refusesItsOwnFrames() {
    byte[] request = bytes(sender, oneWay(PAYLOAD));
    byte[] response = bytes(receiver, new Frame(Frame.Kind.RESPONSE, 1, 9, PAYLOAD));

    assertThat(refusal(() -> frame(sender, request))).isEqualTo(Refusal.WRONG_DIRECTION);
    assertThat(refusal(() -> frame(receiver, response))).isEqualTo(Refusal.WRONG_DIRECTION);
  }

  @Test
  void refusesItsOwnFramesEvenWhenTheirKindIsTurnedRound() {
    byte[] request = bytes(sender, oneWay(PAYLOAD));
    request[3] = Frame.Kind.RESPONSE.code();

    assertThat(refusal(() -> frame(sender, request))).isEqualTo(Refusal.BAD_TAG);
  }

  @Test
  void noChangedBitIsAccepted() {
    byte[] bytes = bytes(sender, oneWay(PAYLOAD));

    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] changed = bytes.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      int which = bit;
      boolean accepted =
          refusal(() -> frame(receiver, changed)) == null && isComplete(changed, bytes.length);
      assertThat(accepted).as("bit %s", which).isFalse();
    }
    assertThat(frame(receiver, bytes)).isNotNull();
  }

  /** A longer length makes it wait, which is not accepting. */
  private static boolean isComplete(byte[] changed, int lengthBytes) {
    return Unpooled.wrappedBuffer(changed).getInt(6) + FrameCodec.OVERHEAD_BYTES <= lengthBytes;
  }

  @Test
  void refusesAHugeLengthAsSoonAsTheHeaderIsThere() {
    for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, (16 << 20) + 1}) {
      byte[] bytes = bytes(pair.initiatorCodec(), oneWay(PAYLOAD));
      ByteBuf header = Unpooled.buffer().writeBytes(bytes, 0, FrameCodec.HEADER_BYTES);
      header.setInt(6, length);

      assertThat(refusal(() -> receiver.decode(header))).isEqualTo(Refusal.TOO_LONG);
    }
  }

  @Test
  void framesWithoutContentHaveNoLength() {
    byte[] ping = bytes(sender, Frame.bare(Frame.Kind.PING));
    Unpooled.wrappedBuffer(ping).setInt(6, 1);

    assertThat(refusal(() -> frame(receiver, ping))).isEqualTo(Refusal.TOO_LONG);
  }

  @Test
  void aFailureTellsItsReasonAndText() {
    BusException failed =
        FrameCodec.failure(FrameCodec.failure(BusException.Reason.FAILED, "no such slot"));
    BusException unknown =
        FrameCodec.failure(FrameCodec.failure(BusException.Reason.UNKNOWN_TYPE, "x".repeat(9999)));

    assertThat(failed).hasMessage("no such slot");
    assertThat(failed.reason()).isEqualTo(BusException.Reason.FAILED);
    assertThat(unknown.reason()).isEqualTo(BusException.Reason.UNKNOWN_TYPE);
    assertThat(String.valueOf(unknown.getMessage())).hasSize(512);
  }

  @Test
  void randomBytesAreRefusedOrWaitedFor() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (i % 2 == 0 && bytes.length > 10) {
        ByteBuf head = Unpooled.wrappedBuffer(bytes).setIndex(0, 0);
        head.writeShort(Wire.magic()).writeByte(Wire.VERSION).writeByte(random.nextInt(12));
        head.writeShort(1).writeInt(random.nextInt(200));
      }
      try {
        assertThat(frame(receiver, bytes)).isNull();
      } catch (RefusedException e) {
        assertThat(e.refusal()).isNotNull();
      }
    }
  }
}
