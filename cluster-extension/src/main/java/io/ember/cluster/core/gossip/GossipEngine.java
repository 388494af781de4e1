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

  // The probe that is under way; null between two.
  private @Nullable Probe probe;
  private long nextProbeNs;

  // The highest incarnation at which somebody contradicted this node, and when that was refuted
  // last.
  private long contradictedIncarnation = -1;
  private long refutedNs;

  public GossipEngine(GossipConfig config, MemberInfo me, LongSupplier random, long nowNs) {
    if (me.status() != MemberStatus.ALIVE) {
      throw new IllegalArgumentException("a node begins alive: " + me.status());
    }
    this.config = config;
    this.me = me;
    order = new ProbeOrder(random);
    lastTickNs = nowNs;
    refutedNs = nowNs - config.periodNs();
    nextProbeNs = nowNs + Long.remainderUnsigned(random.getAsLong(), config.periodNs());
    // Somewhere in the first round: who started together does not exchange together.
    nextExchangeNs =
        nowNs
            + config.periodNs()
            + Long.remainderUnsigned(
                random.getAsLong(), GossipConfig.EXCHANGE_PERIODS * config.periodNs());
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

  /** How much an engine keeps, all of which is bounded by {@link GossipConfig}. */
  record Footprint(int members, int rumors, int relayed, int probeOrder) {}

  Footprint footprint() {
    return new Footprint(members.count(), rumors.count(), relayed.count(), order.count());
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
    List<MemberState> suspects = members.suspects();
    if (!suspects.isEmpty()) {
      SuspicionWindow window = config.suspicionWindow(members.presentCount());
      suspects.forEach(suspect -> judge(suspect, window, nowNs));
    }
    refuteIfDue(nowNs);
    continueProbe(nowNs);
    if (nowNs >= nextExchangeNs && me.status() == MemberStatus.ALIVE) {
      nextExchangeNs = nowNs + GossipConfig.EXCHANGE_PERIODS * config.periodNs();
      order.choose(members.presentPartners(), 1).forEach(partner -> exchange(bus(partner), true));
      // Two sides that took each other for dead find back; as Serf reconnects.
      order.choose(members.lostPartners(), 1).forEach(partner -> exchange(bus(partner), true));
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

  /**
   * Declares a suspect dead when its time is over, but asks it before: its refutation may still be
   * on its way through the others, or it woke just now.
   */
  private void judge(MemberState suspect, SuspicionWindow window, long nowNs) {
    long lengthNs = window.lengthNs(suspect.confirmations());
    long leftNs = suspect.sinceNs() + lengthNs - nowNs;
    if (leftNs <= 0 && suspect.hadItsChances(nowNs, config.probeTimeoutNs())) {
      learn(suspect.info().with(MemberStatus.DEAD), me.id(), false, nowNs);
    } else if (leftNs <= GossipConfig.LAST_ASKS * config.periodNs()
        && suspect.takeLastAsk(nowNs, config.periodNs())) {
      NodeUpdate doubt = new NodeUpdate(suspect.info(), me.id());
      ping(nextSequence++, suspect.info().id(), List.of(doubt));
    }
  }

  // ---- probing

  private void continueProbe(long nowNs) {
    Probe current = probe;
    if (current != null && current.takeAskRelays(nowNs)) {
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
    List<NodeId> candidates = members.presentIds();
    candidates.remove(current.target);
    for (NodeId relay : order.choose(candidates, config.indirectProbes())) {
      current.addRelay(relay);
      send(
          bus(relay),
          relay,
          new GossipMessage.PingReq(current.sequence, current.target, me, hint, news(relay)));
    }
  }

  private void finish(Probe over, long nowNs) {
    if (over.isAnswered()) {
      health.better();
      return;
    }
    health.worse(over.ownFault());
    suspect(over.target, nowNs);
  }

  private void ping(long sequence, NodeId target) {
    ping(sequence, target, news(target));
  }

  private void ping(long sequence, NodeId target, List<NodeUpdate> updates) {
    send(bus(target), target, new GossipMessage.Ping(sequence, target, me, hint, updates));
  }

  private void suspect(NodeId id, long nowNs) {
    MemberState state = members.get(id);
    if (state != null && state.isPresent()) {
      learn(state.info().with(MemberStatus.SUSPECT), me.id(), false, nowNs);
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
        probe.refuse(received.sender());
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
    send(
        received.from(),
        received.sender(),
        new GossipMessage.Ack(
            ping.sequence(),
            me.id(),
            me,
            hint,
            proved
                ? news(doubt(ping.sender()))
                : doubtsThatFit(doubt(ping.sender()), received.lengthBytes())));
  }

  /**
   * {@return what an address may be told that has not proved yet that it receives: the answer is
   * not to be larger than the request, but who is held for dead should know}
   */
  private List<NodeUpdate> doubtsThatFit(@Nullable NodeUpdate doubt, int requestBytes) {
    int roomBytes = requestBytes - GossipConfig.BUS_BYTES - GossipMessage.bytesWithoutUpdates(me);
    return doubt == null || doubt.encodedBytes() > roomBytes ? List.of() : List.of(doubt);
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
          new GossipMessage.Ack(
              forOther.sequence(), forOther.target(), me, hint, news(forOther.requester())));
    } else if (probe != null
        && ack.sequence() == probe.sequence
        && ack.target().equals(probe.target)) {
      probe.acknowledge(received.sender());
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
      hearOf(doubted, sender, false, nowNs);
    }
    MemberState partner = members.get(sender);
    if (exchange.wantsAnswer()
        && exchange.sender().id().equals(sender)
        && partner != null
        && partner.takeAnswer(nowNs, config.periodNs())) {
      // Where it says that it is, not where others say so: how else would it learn of lies?
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
      hearOf(senderInfo, sender, true, nowNs);
    }
    MemberState known = members.get(sender);
    if (known != null) {
      known.hear();
    }
    for (NodeUpdate update : updates) {
      hearOf(update.about(), update.teller(), false, nowNs);
    }
    // Paced by sender: one that only claims to be ahead must not hide those that are.
    if (theirs.isAheadOf(hint) && known != null && known.takePull(nowNs, config.periodNs())) {
      outputs.add(new GossipOutput.PullState(sender, theirs));
    }
  }

  private void hearOf(MemberInfo info, NodeId teller, boolean direct, long nowNs) {
    if (info.id().equals(me.id())) {
      doubtMe(info, nowNs);
    } else {
      learn(info, teller, direct, nowNs);
    }
  }

  private void learn(MemberInfo info, NodeId teller, boolean direct, long nowNs) {
    if (members.accept(info, teller, direct, nowNs)) {
      rumors.add(new NodeUpdate(info, teller));
      if (info.status() == MemberStatus.ALIVE) {
        order.add(info.id(), members::isPresent);
      }
    }
  }

  // ---- about this node

  /** Somebody says that this node is not alive, or knows a later incarnation of it than itself. */
  private void doubtMe(MemberInfo claim, long nowNs) {
    boolean contradicts =
        claim.incarnation() > me.incarnation()
            || (claim.incarnation() == me.incarnation() && claim.status() != me.status());
    if (contradicts
        && GossipConfig.isPlausible(
            me.incarnation(), claim.incarnation(), GossipConfig.MAX_OWN_INCARNATION_JUMP)) {
      contradictedIncarnation = Math.max(contradictedIncarnation, claim.incarnation());
      refuteIfDue(nowNs);
    }
  }

  private void refuteIfDue(long nowNs) {
    if (contradictedIncarnation < me.incarnation()
        || me.status() != MemberStatus.ALIVE
        || nowNs - refutedNs < config.periodNs() / GossipConfig.MAX_REFUTATIONS_PER_PERIOD) {
      return;
    }
    refutedNs = nowNs;
    health.worse(1);
    announce(new MemberInfo(me.id(), me.bus(), contradictedIncarnation + 1, MemberStatus.ALIVE));
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

  private List<NodeUpdate> news(NodeId receiver) {
    MemberState state = members.get(receiver);
    return news(state == null ? null : doubt(state.info()));
  }

  private List<NodeUpdate> news(@Nullable NodeUpdate first) {
    return rumors.take(
        config.maxPiggyback(),
        GossipConfig.MAX_MESSAGE_BYTES - GossipMessage.FIXED_BYTES,
        GossipConfig.transmissions(members.presentCount()),
        first);
  }

  /**
   * {@return what a member that speaks so of itself must know first: that it is suspected or held
   * for dead, or that something later is believed of it; else null}
   */
  private @Nullable NodeUpdate doubt(MemberInfo itself) {
    MemberState state = members.get(itself.id());
    if (state == null || state.status() == MemberStatus.LEFT) {
      return null;
    }
    boolean contradicts =
        state.status() != MemberStatus.ALIVE || state.info().incarnation() > itself.incarnation();
    return contradicts ? new NodeUpdate(state.info(), me.id()) : null;
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
