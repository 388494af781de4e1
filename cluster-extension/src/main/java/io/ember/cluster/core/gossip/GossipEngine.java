package io.ember.cluster.core.gossip;

import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One node's part in SWIM with Lifeguard: finds out who is there and who is not, and spreads it.
 *
 * <p>Pure: what happens comes in through {@link #step}, what is to be done goes out in order. Time
 * is the monotonic clock of the node, randomness is handed in. Owner thread: control.
 *
 * <p>The incarnation that it is born with must be on disk already and be higher than any of an
 * earlier run, so that a node which comes back overrides what was said of it meanwhile.
 */
public final class GossipEngine {
  private final GossipConfig config;
  private final List<GossipOutput> outputs = new ArrayList<>();
  private final Members members = new Members(event -> outputs.add(new GossipOutput.Emit(event)));
  private final Rumors rumors = new Rumors();
  private final HealthScore health = new HealthScore();
  private final RelayedProbes relayed = new RelayedProbes();
  private final ProbeOrder order;
  private MemberInfo me;
  private StateHint hint = StateHint.NONE;
  private long nextSequence = 1;
  private long lastTickNs;
  private long nextExchangeNs;
  private long pulledIndex;
  private long pulledAtNs;

  // The probe that is under way; null between two.
  private @Nullable Probe probe;
  private long nextProbeNs;

  /** A probe of a member, up to the end of its period. */
  private static final class Probe {
    final long sequence;
    final NodeId target;
    final long askRelaysNs;
    boolean answered;
    boolean relaysAsked;
    int relays;
    int nacks;

    Probe(long sequence, NodeId target, long askRelaysNs) {
      this.sequence = sequence;
      this.target = target;
      this.askRelaysNs = askRelaysNs;
    }
  }

  public GossipEngine(GossipConfig config, MemberInfo me, LongSupplier random, long nowNs) {
    if (me.status() != MemberStatus.ALIVE) {
      throw new IllegalArgumentException("a node begins alive: " + me.status());
    }
    this.config = config;
    this.me = me;
    order = new ProbeOrder(random);
    lastTickNs = nowNs;
    nextProbeNs = nowNs + Long.remainderUnsigned(random.getAsLong(), config.periodNs());
    nextExchangeNs = nowNs + GossipConfig.EXCHANGE_PERIODS * config.periodNs();
    rumors.add(new NodeUpdate(me, me.id()));
  }

  // ---- what others may ask

  /** {@return this node as it tells of itself} */
  public MemberInfo self() {
    return me;
  }

  /**
   * {@return the other members, dead ones included as long as they are remembered, ordered by id}
   */
  public Collection<MemberInfo> members() {
    return members.all();
  }

  /** {@return what is believed of a member, or null if it is not known} */
  public @Nullable MemberInfo member(NodeId id) {
    MemberState state = members.get(id);
    return state == null ? null : state.info();
  }

  /** {@return 0 for a node that has no reason to doubt itself, up to 8} */
  public int healthScore() {
    return health.score();
  }

  // ---- inputs

  /** Takes one input. {@return what is to be done, in order} */
  public List<GossipOutput> step(long nowNs, GossipInput input) {
    outputs.clear();
    if (input instanceof GossipInput.Tick) {
      tick(nowNs);
    } else if (input instanceof GossipInput.Received received) {
      receive(received, nowNs);
    } else if (input instanceof GossipInput.Contact contact) {
      exchange(contact.seed(), true);
    } else if (input instanceof GossipInput.ConnectionRefused refused) {
      suspect(refused.member(), nowNs);
    } else if (input instanceof GossipInput.StateAdvanced advanced) {
      hint = advanced.hint().isAheadOf(hint) ? advanced.hint() : hint;
    } else if (input instanceof GossipInput.AddressChanged changed) {
      announce(new MemberInfo(me.id(), changed.bus(), me.incarnation() + 1, me.status()));
    } else if (input instanceof GossipInput.Forget forget) {
      members.bury(forget.member(), nowNs);
      rumors.remove(forget.member());
    } else if (input instanceof GossipInput.Leave) {
      leave();
    } else {
      throw new AssertionError(input);
    }
    return List.copyOf(outputs);
  }

  private void tick(long nowNs) {
    long stallNs = nowNs - lastTickNs - config.periodNs();
    lastTickNs = nowNs;
    if (stallNs > 0) {
      recoverFromStall(nowNs, stallNs);
    }
    for (RelayedProbes.Relayed over : relayed.expired(nowNs)) {
      send(
          over.requesterBus(),
          over.requester(),
          new GossipMessage.Nack(over.sequence(), over.target()));
    }
    for (MemberState suspect : members.withStatus(MemberStatus.SUSPECT)) {
      long lengthNs =
          config.suspicionWindow(members.presentCount()).lengthNs(suspect.confirmations());
      if (nowNs - suspect.sinceNs() >= lengthNs) {
        learn(suspect.info().with(MemberStatus.DEAD), me.id(), nowNs);
      }
    }
    continueProbe(nowNs);
    if (nowNs >= nextExchangeNs) {
      nextExchangeNs = nowNs + GossipConfig.EXCHANGE_PERIODS * config.periodNs();
      for (NodeId partner : order.choose(members.presentIds(), 1)) {
        exchange(bus(partner), true);
      }
    }
    members.reap(nowNs, GossipConfig.TOMBSTONE_PERIODS * config.periodNs());
  }

  /**
   * Whatever this node waited for while it stood still proves nothing about others (Lifeguard's
   * motive).
   */
  private void recoverFromStall(long nowNs, long stallNs) {
    probe = null;
    nextProbeNs = nowNs;
    relayed.clear();
    members.forgive(stallNs + config.periodNs());
    health.worse(1);
  }

  // ---- probing

  private void continueProbe(long nowNs) {
    Probe current = probe;
    if (current != null
        && !current.answered
        && !current.relaysAsked
        && nowNs >= current.askRelaysNs) {
      askRelays(current);
    }
    if (nowNs < nextProbeNs) {
      return;
    }
    if (current != null) {
      finish(current, nowNs);
    }
    NodeId target = me.status() == MemberStatus.ALIVE ? order.next(members::isPresent) : null;
    nextProbeNs = nowNs + health.stretch(config.periodNs());
    if (target == null) {
      probe = null;
      return;
    }
    probe = new Probe(nextSequence++, target, nowNs + health.stretch(config.probeTimeoutNs()));
    ping(probe.sequence, target);
  }

  private void askRelays(Probe current) {
    current.relaysAsked = true;
    List<NodeId> candidates = members.presentIds();
    candidates.remove(current.target);
    for (NodeId relay : order.choose(candidates, config.indirectProbes())) {
      current.relays++;
      send(
          bus(relay),
          relay,
          new GossipMessage.PingReq(current.sequence, current.target, me, hint, news(null)));
    }
  }

  private void finish(Probe over, long nowNs) {
    if (over.answered) {
      health.better();
      return;
    }
    // A relay that did not even say that it tried is a sign that this node does not hear.
    health.worse(over.relays == 0 ? 1 : over.relays - over.nacks);
    suspect(over.target, nowNs);
  }

  private void ping(long sequence, NodeId target) {
    send(bus(target), target, new GossipMessage.Ping(sequence, target, me, hint, news(target)));
  }

  private void suspect(NodeId id, long nowNs) {
    MemberState state = members.get(id);
    if (state != null && state.isPresent()) {
      learn(state.info().with(MemberStatus.SUSPECT), me.id(), nowNs);
    }
  }

  // ---- messages

  private void receive(GossipInput.Received received, long nowNs) {
    GossipMessage message = received.message();
    if (message instanceof GossipMessage.Ping ping) {
      receivePing(received, ping, nowNs);
    } else if (message instanceof GossipMessage.PingReq request) {
      receivePingReq(received, request, nowNs);
    } else if (message instanceof GossipMessage.Ack ack) {
      receiveAck(received, ack, nowNs);
    } else if (message instanceof GossipMessage.Nack nack) {
      if (probe != null
          && nack.sequence() == probe.sequence
          && nack.target().equals(probe.target)) {
        probe.nacks++;
      }
    } else if (message instanceof GossipMessage.Exchange exchange) {
      receiveExchange(received.sender(), exchange, nowNs);
    } else {
      throw new AssertionError(message);
    }
  }

  private void receivePing(GossipInput.Received received, GossipMessage.Ping ping, long nowNs) {
    if (!ping.target().equals(me.id())) {
      return; // meant for one that listened at this address before
    }
    hear(received.sender(), ping.sender(), ping.hint(), ping.updates(), nowNs);
    MemberState sender = members.get(received.sender());
    boolean proved =
        sender != null && sender.isAddressProved() && sender.info().bus().equals(received.from());
    // Before an address has proved that it receives, no answer to it is larger than the request.
    List<NodeUpdate> updates = proved ? news(received.sender()) : List.of();
    send(
        received.from(),
        received.sender(),
        new GossipMessage.Ack(ping.sequence(), me.id(), me, hint, updates));
  }

  private void receivePingReq(
      GossipInput.Received received, GossipMessage.PingReq request, long nowNs) {
    hear(received.sender(), request.sender(), request.hint(), request.updates(), nowNs);
    // Only members, and only where they are known to be: this node is nobody's reflector.
    if (!members.isPresent(received.sender()) || !members.isPresent(request.target())) {
      return;
    }
    long sequence = nextSequence++;
    RelayedProbes.Relayed forOther =
        new RelayedProbes.Relayed(
            received.sender(),
            bus(received.sender()),
            request.sequence(),
            request.target(),
            nowNs + config.probeTimeoutNs());
    if (relayed.add(sequence, forOther)) {
      ping(sequence, request.target());
    }
  }

  private void receiveAck(GossipInput.Received received, GossipMessage.Ack ack, long nowNs) {
    hear(received.sender(), ack.sender(), ack.hint(), ack.updates(), nowNs);
    RelayedProbes.Relayed forOther = relayed.answered(ack.sequence(), received.sender());
    if (forOther != null) {
      prove(received);
      send(
          forOther.requesterBus(),
          forOther.requester(),
          new GossipMessage.Ack(forOther.sequence(), forOther.target(), me, hint, news(null)));
    } else if (probe != null
        && ack.sequence() == probe.sequence
        && ack.target().equals(probe.target)) {
      probe.answered = true;
      if (received.sender().equals(probe.target)) {
        prove(received);
      }
    }
  }

  private void prove(GossipInput.Received received) {
    MemberState state = members.get(received.sender());
    if (state != null && state.info().bus().equals(received.from())) {
      state.proveAddress();
    }
  }

  private void receiveExchange(NodeId sender, GossipMessage.Exchange exchange, long nowNs) {
    hear(sender, exchange.sender(), exchange.hint(), List.of(), nowNs);
    for (MemberInfo info : exchange.members()) {
      // A death that is only heard of here is doubted first: the member gets its chance to refute.
      MemberInfo doubted =
          info.status() == MemberStatus.DEAD ? info.with(MemberStatus.SUSPECT) : info;
      hearOf(doubted, sender, nowNs);
    }
    if (exchange.wantsAnswer()) {
      exchange(exchange.sender().bus(), false);
    }
  }

  private void hear(
      NodeId sender,
      MemberInfo senderInfo,
      StateHint theirs,
      List<NodeUpdate> updates,
      long nowNs) {
    if (senderInfo.id().equals(sender)) {
      hearOf(senderInfo, sender, nowNs);
    }
    for (NodeUpdate update : updates) {
      hearOf(update.about(), update.teller(), nowNs);
    }
    boolean asked = theirs.index() <= pulledIndex && nowNs - pulledAtNs < config.periodNs();
    if (theirs.isAheadOf(hint) && !asked) {
      pulledIndex = theirs.index();
      pulledAtNs = nowNs;
      outputs.add(new GossipOutput.PullState(sender, theirs));
    }
  }

  private void hearOf(MemberInfo info, NodeId teller, long nowNs) {
    if (info.id().equals(me.id())) {
      refute(info);
    } else {
      learn(info, teller, nowNs);
    }
  }

  private void learn(MemberInfo info, NodeId teller, long nowNs) {
    if (members.accept(info, teller, nowNs)) {
      rumors.add(new NodeUpdate(info, teller));
      if (info.status() == MemberStatus.ALIVE) {
        order.add(info.id());
      }
    }
  }

  // ---- about this node

  /** Somebody says that this node is not alive, or knows a later incarnation of it than itself. */
  private void refute(MemberInfo claim) {
    boolean contradicts =
        claim.incarnation() > me.incarnation()
            || (claim.incarnation() == me.incarnation() && claim.status() != me.status());
    if (contradicts && me.status() == MemberStatus.ALIVE) {
      health.worse(1);
      announce(
          new MemberInfo(
              me.id(),
              me.bus(),
              Math.max(claim.incarnation(), me.incarnation()) + 1,
              MemberStatus.ALIVE));
    }
  }

  private void announce(MemberInfo newer) {
    outputs.add(new GossipOutput.Persist(newer.incarnation()));
    me = newer;
    rumors.add(new NodeUpdate(me, me.id()));
  }

  private void leave() {
    if (me.status() == MemberStatus.LEFT) {
      return;
    }
    me = me.with(MemberStatus.LEFT);
    rumors.add(new NodeUpdate(me, me.id()));
    for (NodeId witness : order.choose(members.presentIds(), config.indirectProbes())) {
      ping(nextSequence++, witness);
    }
  }

  // ---- sending

  private List<NodeUpdate> news(@Nullable NodeId first) {
    return rumors.take(
        config.maxPiggyback(),
        GossipConfig.MAX_MESSAGE_BYTES - GossipMessage.FIXED_BYTES,
        GossipConfig.transmissions(members.presentCount()),
        first);
  }

  private void send(Endpoint to, NodeId receiver, GossipMessage message) {
    outputs.add(new GossipOutput.Datagram(to, receiver, message));
  }

  private void exchange(Endpoint to, boolean wantsAnswer) {
    outputs.add(
        new GossipOutput.Exchange(
            to, new GossipMessage.Exchange(wantsAnswer, me, hint, members.all())));
  }

  private Endpoint bus(NodeId id) {
    MemberState state = members.get(id);
    if (state == null) {
      throw new IllegalStateException("no member " + id);
    }
    return state.info().bus();
  }
}
