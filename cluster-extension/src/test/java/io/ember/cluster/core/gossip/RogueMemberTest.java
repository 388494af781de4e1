package io.ember.cluster.core.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.bus.codec.GossipCodec;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.sim.GossipCluster;
import io.ember.engine.ProtocolException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A member that has the secret and says whatever it likes, a million times. */
class RogueMemberTest {
  private static final int HONEST = 5;
  private static final int MESSAGES_PER_PERIOD = 2_000;

  /** More than any node may keep. */
  private static final int MADE_UP = 3 * GossipConfig.MAX_MEMBERS;

  private static final NodeId ROGUE = new NodeId(new UUID(0x666, 0x666));
  private static final Endpoint ROGUE_BUS = new Endpoint("10.6.6.6", 16666);
  private static final StateHint TRUTH = new StateHint(3, 70, 12345);

  private final SplittableRandom random = new SplittableRandom(666);
  private final GossipCluster cluster = new GossipCluster(HONEST, GossipConfig.DEFAULTS, 666);
  private final List<NodeId> madeUp = new ArrayList<>();
  private long accepted;
  private long refused;

  @Test
  void arbitraryMessagesChangeBeliefsOnlyAndTheHealthyRecover() {
    attack(20_000);
  }

  @Test
  @Tag("fuzz")
  void aMillionArbitraryMessagesChangeBeliefsOnlyAndTheHealthyRecover() {
    attack(1_000_000);
  }

  private void attack(int messages) {
    cluster.startAll();
    cluster.watch(new Watch());
    for (int i = 0; i < HONEST; i++) {
      cluster.input(i, new GossipInput.StateAdvanced(TRUTH));
    }
    cluster.runMs(20_000);

    for (int i = 0; i < messages; i++) {
      deliver(random.nextInt(HONEST), mutilated(GossipCodec.encode(message())));
      if (i % MESSAGES_PER_PERIOD == 0) {
        cluster.runMs(GossipConfig.DEFAULTS.periodMs());
        checkBounds();
      }
    }

    assertThat(accepted).isGreaterThan(messages / 2);
    assertThat(refused).isPositive();
    cluster.runMs(200 * GossipConfig.DEFAULTS.periodMs());
    for (int subject = 0; subject < HONEST; subject++) {
      MemberInfo self = cluster.node(subject).engine().self();
      assertThat(self.bus()).isEqualTo(cluster.node(subject).bus);
      assertThat(beliefs(subject)).hasSize(HONEST - 1).containsOnly(self);
    }
  }

  private List<MemberInfo> beliefs(int subject) {
    List<MemberInfo> beliefs = new ArrayList<>();
    for (GossipCluster.Node observer : cluster.nodes()) {
      MemberInfo belief = observer.engine().member(cluster.node(subject).id);
      if (belief != null) {
        beliefs.add(belief);
      }
    }
    return beliefs;
  }

  /** Nothing that honest nodes send says more of the committed state than is so. */
  private static final class Watch implements GossipCluster.Watcher {
    @Override
    public void event(GossipCluster.Node observer, GossipEvent event) {
      // Beliefs may change.
    }

    @Override
    public boolean pull(GossipCluster.Node observer, NodeId from) {
      return false; // the rogue has nothing to give, and no honest node is ahead
    }

    @Override
    public void datagram(GossipCluster.Node sender, NodeId receiver, GossipMessage message) {
      if (message instanceof GossipMessage.Ping ping) {
        assertThat(ping.hint()).isEqualTo(TRUTH);
        assertThat(ping.sender().id()).isEqualTo(sender.id);
      }
    }
  }

  private void deliver(int index, byte[] bytes) {
    GossipMessage message;
    try {
      message = GossipCodec.decode(bytes);
    } catch (ProtocolException e) {
      refused++;
      return;
    }
    accepted++;
    Endpoint from = random.nextInt(10) == 0 ? endpoint() : ROGUE_BUS;
    cluster.input(index, new GossipInput.Received(ROGUE, from, bytes.length + 76, message));
  }

  private GossipMessage message() {
    MemberInfo sender =
        random.nextBoolean()
            ? new MemberInfo(ROGUE, ROGUE_BUS, incarnation(), MemberStatus.ALIVE)
            : member();
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> new GossipMessage.Ping(sequence(), id(), sender, hint(), updates());
      case 3, 4 -> new GossipMessage.PingReq(sequence(), id(), sender, hint(), updates());
      case 5, 6, 7 -> new GossipMessage.Ack(sequence(), id(), sender, hint(), updates());
      case 8 -> new GossipMessage.Nack(sequence(), id());
      default -> new GossipMessage.Exchange(random.nextBoolean(), sender, hint(), members());
    };
  }

  private List<NodeUpdate> updates() {
    List<NodeUpdate> updates = new ArrayList<>();
    for (int count = random.nextInt(15); count > 0; count--) {
      updates.add(new NodeUpdate(member(), id()));
    }
    return updates;
  }

  private List<MemberInfo> members() {
    int count = random.nextInt(5_000) == 0 ? GossipConfig.MAX_MEMBERS : random.nextInt(30);
    List<MemberInfo> members = new ArrayList<>(count);
    while (members.size() < count) {
      members.add(member());
    }
    return members;
  }

  private MemberInfo member() {
    MemberStatus[] statuses = MemberStatus.values();
    return new MemberInfo(
        id(), endpoint(), incarnation(), statuses[random.nextInt(statuses.length)]);
  }

  private NodeId id() {
    int choice = random.nextInt(10);
    if (choice < 4) {
      return cluster.node(random.nextInt(HONEST)).id;
    } else if (choice == 4) {
      return ROGUE;
    } else if (choice < 7 || madeUp.size() == MADE_UP) {
      return madeUp.isEmpty() ? ROGUE : madeUp.get(random.nextInt(madeUp.size()));
    }
    NodeId fresh = new NodeId(new UUID(random.nextLong(), random.nextLong()));
    madeUp.add(fresh);
    return fresh;
  }

  private Endpoint endpoint() {
    return random.nextBoolean()
        ? cluster.node(random.nextInt(HONEST)).bus
        : new Endpoint("10.1.1." + random.nextInt(256), 1 + random.nextInt(65_535));
  }

  private long incarnation() {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextLong(5);
      case 1 -> random.nextLong() >>> 1;
      case 2 -> Long.MAX_VALUE;
      case 3 -> GossipConfig.MAX_INCARNATION - random.nextInt(2);
      case 4 -> GossipConfig.FREE_INCARNATION + random.nextInt(2_000);
      default -> {
        // Just above or below what a healthy member has.
        long real = cluster.node(random.nextInt(HONEST)).engine().self().incarnation();
        yield Math.max(0, real + random.nextInt(-2, 1_100));
      }
    };
  }

  private long sequence() {
    return random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(5_000);
  }

  private StateHint hint() {
    return switch (random.nextInt(3)) {
      case 0 -> StateHint.NONE;
      case 1 -> TRUTH;
      default -> new StateHint(random.nextInt(100), random.nextLong() >>> 1, random.nextLong());
    };
  }

  /** One in twenty is not quite what was encoded. */
  private byte[] mutilated(byte[] bytes) {
    switch (random.nextInt(60)) {
      case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      case 2 -> {
        return Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(20));
      }
      default -> {
        return bytes;
      }
    }
    return bytes;
  }

  private void checkBounds() {
    for (GossipCluster.Node node : cluster.nodes()) {
      GossipEngine.Footprint footprint = node.engine().footprint();
      assertThat(footprint.members()).isLessThanOrEqualTo(GossipConfig.MAX_MEMBERS);
      assertThat(footprint.rumors()).isLessThanOrEqualTo(GossipConfig.MAX_RUMORS);
      assertThat(footprint.relayed()).isLessThanOrEqualTo(GossipConfig.MAX_RELAYED);
      assertThat(footprint.probeOrder()).isLessThanOrEqualTo(GossipConfig.MAX_PROBE_ORDER);
      assertThat(node.engine().self().incarnation())
          .isLessThan(GossipConfig.MAX_INCARNATION / 1000);
      assertThat(node.engine().healthScore()).isBetween(0, GossipConfig.MAX_HEALTH_SCORE);
    }
  }
}
