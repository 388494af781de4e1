package io.ember.cluster.bus.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.cluster.core.gossip.GossipConfig;
import io.ember.cluster.core.gossip.GossipMessage;
import io.ember.cluster.core.gossip.MemberInfo;
import io.ember.cluster.core.gossip.MemberStatus;
import io.ember.cluster.core.gossip.NodeUpdate;
import io.ember.cluster.core.gossip.StateHint;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import io.ember.engine.ProtocolException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class GossipCodecTest {
  private static final List<String> HOSTS =
      List.of("127.0.0.1", "::1", "fe80::1%eth0", "a.example.org", "h".repeat(253));

  private static final List<MemberStatus> STATUSES = List.of(MemberStatus.values());

  private static NodeId id(SplittableRandom random) {
    return new NodeId(new UUID(random.nextLong(), random.nextLong()));
  }

  private static MemberInfo member(SplittableRandom random) {
    return new MemberInfo(
        id(random),
        new Endpoint(
            HOSTS.get(random.nextInt(HOSTS.size())), random.nextInt(1, Endpoint.MAX_PORT + 1)),
        random.nextLong(Long.MAX_VALUE),
        STATUSES.get(random.nextInt(STATUSES.size())));
  }

  private static StateHint hint(SplittableRandom random) {
    return new StateHint(
        random.nextLong(Long.MAX_VALUE), random.nextLong(Long.MAX_VALUE), random.nextLong());
  }

  private static <T> List<T> list(int count, Supplier<T> element) {
    List<T> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(element.get());
    }
    return list;
  }

  private static GossipMessage message(int kind, SplittableRandom random) {
    Supplier<List<NodeUpdate>> updates =
        () -> list(random.nextInt(12), () -> new NodeUpdate(member(random), id(random)));
    return switch (kind) {
      case 0 ->
          new GossipMessage.Ping(
              random.nextLong(), id(random), member(random), hint(random), updates.get());
      case 1 ->
          new GossipMessage.PingReq(
              random.nextLong(), id(random), member(random), hint(random), updates.get());
      case 2 ->
          new GossipMessage.Ack(
              random.nextLong(), id(random), member(random), hint(random), updates.get());
      case 3 -> new GossipMessage.Nack(random.nextLong(), id(random));
      default ->
          new GossipMessage.Exchange(
              random.nextBoolean(),
              member(random),
              hint(random),
              list(random.nextInt(40), () -> member(random)));
    };
  }

  @Test
  void decodesWhatItEncodedForEveryKind() {
    SplittableRandom random = new SplittableRandom(1);
    assertThat(GossipMessage.class.getPermittedSubclasses()).hasSize(5);

    for (int i = 0; i < 5_000; i++) {
      GossipMessage message = message(i % 5, random);
      byte[] bytes = GossipCodec.encode(message);

      assertThat(bytes).hasSize(GossipCodec.encodedBytes(message));
      assertThat(GossipCodec.decode(bytes)).isEqualTo(message);
    }
  }

  @Test
  void agreesWithTheSizesByWhichGossipFillsItsDatagrams() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 500; i++) {
      MemberInfo sender = member(random);
      MemberInfo member = member(random);
      NodeUpdate update = new NodeUpdate(member(random), id(random));
      NodeId target = id(random);
      int bare = length(new GossipMessage.Ping(1, target, sender, StateHint.NONE, List.of()));

      assertThat(length(new GossipMessage.Ping(1, target, sender, StateHint.NONE, List.of(update))))
          .isEqualTo(bare + update.encodedBytes());
      assertThat(bare).isLessThanOrEqualTo(GossipMessage.FIXED_BYTES);
      assertThat(length(new GossipMessage.Exchange(true, sender, StateHint.NONE, List.of(member))))
          .isEqualTo(
              length(new GossipMessage.Exchange(true, sender, StateHint.NONE, List.of()))
                  + member.encodedBytes());
    }
  }

  private static int length(GossipMessage message) {
    return GossipCodec.encode(message).length;
  }

  @Test
  void carriesEveryMemberOfTheLargestClusterAndCutsNothing() {
    SplittableRandom random = new SplittableRandom(3);
    List<MemberInfo> all = list(GossipConfig.MAX_MEMBERS, () -> member(random));
    GossipMessage.Exchange exchange =
        new GossipMessage.Exchange(true, member(random), hint(random), all);

    assertThat(GossipCodec.decode(GossipCodec.encode(exchange))).isEqualTo(exchange);
  }

  @Test
  void refusesToEncodeMoreMembersThanAMessageMayHave() {
    SplittableRandom random = new SplittableRandom(4);
    MemberInfo member = member(random);
    List<MemberInfo> tooMany = list(GossipConfig.MAX_MEMBERS + 1, () -> member);

    assertThatThrownBy(
            () ->
                GossipCodec.encode(
                    new GossipMessage.Exchange(true, member, StateHint.NONE, tooMany)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4097");
  }

  @Test
  void refusesEveryMessageThatIsCutShortOrHasBytesBehindIt() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 50; i++) {
      byte[] bytes = GossipCodec.encode(message(i % 5, random));
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> GossipCodec.decode(cut)).isInstanceOf(ProtocolException.class);
      }
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      assertThatThrownBy(() -> GossipCodec.decode(longer)).isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void refusesAListThatCannotFitBeforeItMakesRoomForIt() {
    SplittableRandom random = new SplittableRandom(6);
    byte[] bytes =
        GossipCodec.encode(
            new GossipMessage.Exchange(true, member(random), StateHint.NONE, List.of()));
    bytes[bytes.length - 2] = (byte) 0xff;
    bytes[bytes.length - 1] = (byte) 0xff;

    assertThatThrownBy(() -> GossipCodec.decode(bytes))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("a list of 65535 does not fit into 0 bytes");
  }

  @Test
  void namesAnotherVersion() {
    byte[] bytes = GossipCodec.encode(new GossipMessage.Nack(1, id(new SplittableRandom(7))));
    bytes[0] = 2;

    assertThatThrownBy(() -> GossipCodec.decode(bytes))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("gossip of version 2, this node speaks version 1");
  }

  @Test
  void arbitraryBytesAreAMessageOrRefusedAndNothingElse() {
    SplittableRandom random = new SplittableRandom(8);
    int accepted = 0;
    for (int i = 0; i < 300_000; i++) {
      byte[] bytes;
      if (i % 3 == 0) {
        bytes = new byte[random.nextInt(400)];
        random.nextBytes(bytes);
        if (bytes.length > 1) {
          bytes[0] = 1;
          bytes[1] = (byte) random.nextInt(7);
        }
      } else {
        bytes = GossipCodec.encode(message(random.nextInt(5), random));
        for (int change = random.nextInt(4); change >= 0; change--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
      }
      try {
        GossipMessage message = GossipCodec.decode(bytes);
        assertThat(GossipCodec.encode(message)).isEqualTo(bytes);
        accepted++;
      } catch (ProtocolException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
    assertThat(accepted).isPositive();
  }
}
