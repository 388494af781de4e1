package io.ember.cluster.bus.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.cluster.core.election.ElectionMessage;
import io.ember.cluster.core.replication.EpochStart;
import io.ember.cluster.core.replication.LogMessage;
import io.ember.cluster.core.replication.ShardMessage;
import io.ember.cluster.core.replication.StreamItem;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import io.ember.engine.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What nodes of a shard say to each other, as bytes and back, and bytes that are nothing of it. */
class ReplicationCodecTest {
  private static final NodeId ONE = new NodeId(new UUID(1, 2));
  private static final NodeId TWO = new NodeId(new UUID(3, 4));
  private static final int TRIES = 200_000;
  private static final List<EpochStart> EPOCHS =
      List.of(new EpochStart(1, 0), new EpochStart(7, 1L << 40));

  private static List<LogMessage> logMessages() {
    List<LogMessage> all = new ArrayList<>();
    all.add(new LogMessage.Attach(9, 15, 2, 3, EPOCHS, 5, 1L << 41));
    all.add(new LogMessage.Attach(9, 0, 2, 3, List.of(), 0, -1));
    all.add(new LogMessage.Fetch(9, 1, 2, 3, SlotSet.ALL));
    all.add(new LogMessage.Fetch(9, 1, 2, 3, SlotSet.ofSlots(0, 2, 16_383)));
    all.add(new LogMessage.Ack(9, 2, 3, 4, 5, -1, true));
    all.add(new LogMessage.Ack(Long.MAX_VALUE, 2, 3, 4, 5, 6, false));
    all.add(new LogMessage.Pulse(9, 3, 4, 5, 6));
    return all;
  }

  private static List<StreamItem> items() {
    return List.of(
        new StreamItem.Agreed(-1),
        new StreamItem.Records(17, new byte[] {1, 2, 3}),
        new StreamItem.FetchBegin(4, SlotSet.ALL, EPOCHS),
        new StreamItem.FetchBegin(4, SlotSet.EMPTY, List.of()),
        new StreamItem.Chunk(new byte[0]),
        new StreamItem.FetchEnd());
  }

  private static List<ShardMessage> shardMessages() {
    return List.of(
        new ShardMessage.Beacon(ONE, 3, 4, true, new TreeMap<>(Map.of(ONE, 5L, TWO, 6L))),
        new ShardMessage.Beacon(ONE, 3, 4, false, new TreeMap<>()),
        new ShardMessage.BeaconAnswer(TWO, 3, 4, 5, 6),
        new ShardMessage.HandOverWanted(ONE, 3, 4));
  }

  private static List<ElectionMessage> electionMessages() {
    return List.of(
        new ElectionMessage.Ask(ONE, 2, 3, 4),
        new ElectionMessage.Answer(ONE, 2, 3, true, 4),
        new ElectionMessage.Answer(ONE, 2, 3, false, 0));
  }

  @Test
  void messagesComeBackAsTheyWere() {
    for (LogMessage message : logMessages()) {
      assertThat(LogCodec.decode(LogCodec.encode(message))).isEqualTo(message);
    }
    for (ShardMessage message : shardMessages()) {
      assertThat(ShardCodec.decodeShard(ShardCodec.encode(message))).isEqualTo(message);
    }
    for (ElectionMessage message : electionMessages()) {
      assertThat(ShardCodec.decodeElection(ShardCodec.encode(message))).isEqualTo(message);
    }
  }

  @Test
  void itemsOfAStreamComeBackAsTheyWere() {
    for (StreamItem item : items()) {
      byte[] bytes = LogCodec.encode(new LogMessage.Item(1, 2, 3, 4, 5, item));
      LogMessage.Item back = (LogMessage.Item) LogCodec.decode(bytes);
      assertThat(back.sequence()).isEqualTo(4);
      assertThat(back.item()).usingRecursiveComparison().isEqualTo(item);
    }
  }

  @Test
  void bytesThatAreNoMessageAreRefused() {
    SplittableRandom random = new SplittableRandom(5);
    List<byte[]> samples = new ArrayList<>();
    logMessages().forEach(message -> samples.add(LogCodec.encode(message)));
    items().forEach(item -> samples.add(LogCodec.encode(new LogMessage.Item(1, 2, 3, 4, 5, item))));
    shardMessages().forEach(message -> samples.add(ShardCodec.encode(message)));
    electionMessages().forEach(message -> samples.add(ShardCodec.encode(message)));
    int refused = 0;
    for (int i = 0; i < TRIES; i++) {
      byte[] sample = samples.get(random.nextInt(samples.size()));
      byte[] bytes = Arrays.copyOf(sample, random.nextInt(sample.length + 3));
      for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      refused += isRefused(bytes, LogCodec::decode) ? 1 : 0;
      refused += isRefused(bytes, ShardCodec::decodeShard) ? 1 : 0;
      refused += isRefused(bytes, ShardCodec::decodeElection) ? 1 : 0;
    }
    assertThat(refused).isBetween(TRIES, 3 * TRIES - 1);
  }

  /** Nothing else is thrown, and nothing large is allocated. */
  private static boolean isRefused(byte[] bytes, Consumer<byte[]> decode) {
    try {
      decode.accept(bytes);
      return false;
    } catch (ProtocolException e) {
      return true;
    }
  }

  @Test
  void largeMessagesTravelInParts() {
    byte[] large = new byte[2 * FrameParts.PART_BYTES + 17];
    new SplittableRandom(1).nextBytes(large);
    FrameParts parts = new FrameParts();
    List<byte[]> frames = FrameParts.cut(8, large);
    List<byte[]> others = FrameParts.cut(9, large);

    assertThat(frames).hasSize(3);
    assertThat(parts.take(frames.get(0))).isNull();
    assertThat(parts.take(others.get(0))).isNull();
    assertThat(parts.take(frames.get(1))).isNull();
    assertThat(parts.take(frames.get(2))).isEqualTo(large);
    // Of the other one a part is missing: it is forgotten, and comes again as a whole.
    assertThat(parts.take(others.get(2))).isNull();
    assertThat(parts.take(others.get(1))).isNull();
    assertThat(parts.take(others.get(2))).isNull();
  }

  @Test
  void whatIsNoPartIsRefused() {
    FrameParts parts = new FrameParts();
    assertThatThrownBy(() -> parts.take(new byte[15])).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> parts.take(new byte[16])).isInstanceOf(ProtocolException.class);
    byte[] announcing = new byte[17];
    Arrays.fill(announcing, 8, 16, (byte) 0x7F);
    assertThatThrownBy(() -> parts.take(announcing)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void aBundleThatIsCutOrChangedIsRefusedAndNothingElse() {
    byte[] ack = LogCodec.encode(new LogMessage.Ack(3, 4, 1, 7, 5, 9, false));
    byte[] records =
        LogCodec.encode(
            new LogMessage.Item(
                3, 4, 7, 5, 9, new StreamItem.Records(17, new byte[] {0, 0, 0, 2, 1, 2})));
    ByteBuffer out = ByteBuffer.allocate(8 + ack.length + records.length);
    out.putInt(ack.length).put(ack).putInt(records.length).put(records);
    byte[] bundle = out.array();
    LogCodec.checkBundle(bundle, bundle.length);

    for (int length = 1; length < bundle.length; length++) {
      int cut = length;
      if (cut != 4 + ack.length) {
        assertThatThrownBy(() -> LogCodec.checkBundle(bundle, cut))
            .isInstanceOf(ProtocolException.class);
      }
    }
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = bundle.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      try {
        LogCodec.checkBundle(changed, changed.length);
      } catch (ProtocolException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }
}
