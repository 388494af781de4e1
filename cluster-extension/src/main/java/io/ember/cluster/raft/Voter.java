package io.ember.cluster.raft;

import io.ember.cluster.model.NodeId;
import io.ember.engine.StoreException;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.rpc.CallId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;
import org.apache.ratis.util.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * A Ratis server with its one division: the part of a node that votes, or waits to be made a voter.
 * Lives from its construction to {@link #close}. Any thread; methods that say so wait.
 */
final class Voter implements EntryMachine.Events {
  private static final int BUFFER_BYTES = 2 * RaftSettings.MAX_ENTRY_BYTES;
  private static final int ENTRY_OVERHEAD_BYTES = 4096;
  private static final SizeInBytes SEGMENT = SizeInBytes.valueOf("4MB");
  private static final SizeInBytes SET_ASIDE = SizeInBytes.valueOf("64KB");
  private static final SizeInBytes SNAPSHOT_CHUNK = SizeInBytes.valueOf("256KB");
  private static final long FIRST_ALONE_MS = 10;
  private static final long STEP_DOWN_MS = 1000;

  /** How far a follower may be behind and still count as being up to date. */
  private static final long CATCH_UP_ENTRIES = 1000;

  private static final long DAYS = 3650;

  /** What a voter tells its node. Called by Ratis' threads, which must not be kept waiting. */
  interface Events {
    /** There is a leader, or another one, or the group has changed. */
    void changed();

    /** The division has ended, though nobody has closed it here; {@link #isRemoved} can follow. */
    void ended(Voter voter);
  }

  private final RaftMember self;
  private final RaftGroupId groupId;
  private final Events events;
  private final RaftNetwork network;
  private final RaftServer server;
  private volatile @Nullable Group group;
  private volatile long groupIndex = -1;
  private volatile boolean wasMember;
  private volatile boolean removed;
  private volatile boolean closing;

  /**
   * @param settings of the log
   * @param storage that knows the member
   * @param self who it is in the group
   * @param alone whether it begins a group of its own if there is nothing on disk yet
   * @param context what it shares with the rest of the node
   */
  Voter(RaftSettings settings, RaftStorage storage, RaftMember self, boolean alone, Context context)
      throws IOException {
    this.self = self;
    groupId = RaftGroupId.valueOf(storage.cluster());
    events = context.events();
    network = new RaftNetwork(self, context.transport(), settings.callTimeoutMs());
    server =
        RaftServer.newBuilder()
            .setServerId(RaftPeers.id(self))
            .setGroup(
                RaftGroup.valueOf(groupId, alone ? RaftPeers.voter(self) : RaftPeers.waiting(self)))
            .setStateMachineRegistry(group -> new EntryMachine(context.state(), this))
            .setOption(StartupOption.RECOVER)
            .setProperties(properties(settings, storage.directoryOf(self), alone))
            .setParameters(RaftNetworkFactory.parameters(network))
            .build();
  }

  /** What a voter shares with the rest of its node. */
  record Context(RaftTransport transport, AppliedState state, Events events) {}

  private static RaftProperties properties(
      RaftSettings settings, java.nio.file.Path directory, boolean alone) {
    RaftProperties p = new RaftProperties();
    RaftConfigKeys.Rpc.setType(p, new RaftNetworkFactory());
    RaftServerConfigKeys.setStorageDir(p, List.of(directory.toFile()));
    TimeDuration timeout = ms(settings.electionTimeoutMs());
    TimeDuration longest = ms(2 * settings.electionTimeoutMs());
    RaftServerConfigKeys.Rpc.setTimeoutMin(p, timeout);
    RaftServerConfigKeys.Rpc.setTimeoutMax(p, longest);
    // Whoever is alone has no leader to wait for. If there are others after all, the vote that asks
    // whether an election makes sense keeps it from disturbing their leader.
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(p, alone ? ms(FIRST_ALONE_MS) : timeout);
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(
        p, alone ? ms(2 * FIRST_ALONE_MS) : longest);
    RaftServerConfigKeys.Rpc.setRequestTimeout(p, ms(settings.callTimeoutMs()));
    // With the default of ten seconds a leader that lost its majority for a moment, and got it
    // back,
    // leaves the group without a leader for seven.
    RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(p, ms(STEP_DOWN_MS));
    // Ratis closes a server after a long pause of the JVM. A pause breaks nothing in Raft.
    RaftServerConfigKeys.setCloseThreshold(p, TimeDuration.valueOf(DAYS, TimeUnit.DAYS));
    RaftServerConfigKeys.Log.setSegmentSizeMax(p, SEGMENT);
    RaftServerConfigKeys.Log.setPreallocatedSize(p, SET_ASIDE);
    RaftServerConfigKeys.Log.Appender.setBufferByteLimit(p, SizeInBytes.valueOf(BUFFER_BYTES));
    RaftServerConfigKeys.Log.setWriteBufferSize(
        p, SizeInBytes.valueOf(BUFFER_BYTES + ENTRY_OVERHEAD_BYTES));
    RaftServerConfigKeys.Log.setQueueByteLimit(p, SizeInBytes.valueOf(4L * BUFFER_BYTES));
    RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(p, SNAPSHOT_CHUNK);
    RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(p, true);
    RaftServerConfigKeys.Log.setPurgeGap(p, 1);
    RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(p, true);
    RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(p, settings.snapshotEvery());
    RaftServerConfigKeys.Snapshot.setRetentionFileNum(p, 2);
    RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(p, false);
    RaftServerConfigKeys.Snapshot.setTriggerWhenRemoveEnabled(p, false);
    RaftServerConfigKeys.ThreadPool.setServerSize(p, 4);
    RaftServerConfigKeys.ThreadPool.setClientSize(p, 4);
    RaftServerConfigKeys.ThreadPool.setProxySize(p, 2);
    return p;
  }

  private static TimeDuration ms(long value) {
    return TimeDuration.valueOf(value, TimeUnit.MILLISECONDS);
  }

  RaftMember self() {
    return self;
  }

  RaftNetwork network() {
    return network;
  }

  /** Starts it; reads the log, so it can take a while. */
  void start() {
    try {
      server.start();
      wasMember |= voters().contains(self);
    } catch (IOException | RuntimeException e) {
      close();
      throw new StoreException("raft cannot start: " + e.getMessage(), e);
    }
  }

  private RaftServer.Division division() {
    try {
      return server.getDivision(groupId);
    } catch (IOException e) {
      throw new IllegalStateException("the division is gone", e);
    }
  }

  DivisionInfo info() {
    return division().getInfo();
  }

  boolean isRunning() {
    return !closing && info().isAlive();
  }

  /** {@return whether its end is complete, by whatever cause} */
  boolean hasEnded() {
    return info().getLifeCycleState() == LifeCycle.State.CLOSED;
  }

  /** {@return whether proposals can be given to it} */
  boolean isLeader() {
    return isRunning() && info().isLeader() && info().isLeaderReady();
  }

  /**
   * {@return whether it follows a leader, leads or looks for one, and does not wait to be asked}
   */
  boolean isVoting() {
    return isRunning()
        && info().getCurrentRole() != RaftPeerRole.LISTENER
        && voters().contains(self);
  }

  @Nullable NodeId leader() {
    return isRunning() ? network.node(info().getLeaderId()) : null;
  }

  /** {@return the group as it is in the log: the last entry about it can be uncommitted} */
  Set<RaftMember> voters() {
    return group().members();
  }

  /** {@return the nodes of {@link #voters}} */
  Set<NodeId> voterNodes() {
    return group().nodes();
  }

  private Group group() {
    RaftConfiguration now = division().getRaftConf();
    Group known = group;
    if (known == null || known.source() != now) {
      known = Group.of(now);
      group = known;
    }
    return known;
  }

  /** A group of Ratis in our terms; made once for each, since it is asked for all the time. */
  private record Group(RaftConfiguration source, Set<RaftMember> members, Set<NodeId> nodes) {
    static Group of(RaftConfiguration source) {
      Set<RaftMember> members =
          source.getAllPeers().stream()
              .map(RaftPeers::member)
              .collect(Collectors.toUnmodifiableSet());
      return new Group(
          source,
          members,
          members.stream().map(RaftMember::node).collect(Collectors.toUnmodifiableSet()));
    }
  }

  /** {@return the index of the entry that {@link #voters} is from} */
  long votersIndex() {
    return division().getRaftConf().getLogEntryIndex();
  }

  /** {@return the index of the last committed entry that changed the group, -1 if none is known} */
  long groupIndex() {
    return groupIndex;
  }

  /** Sends something to every follower of this leader now. */
  void callFollowers() {
    network.pushCommit();
  }

  /**
   * {@return whether a follower of this leader has answered what was sent to it since then and is
   * about up to date}
   */
  boolean isAnsweredBy(RaftMember member, Timestamp since) {
    if (member.equals(self)) {
      return true;
    }
    FollowerInfo follower = network.follower(RaftPeers.id(member));
    return follower != null
        && follower.getLastRespondedAppendEntriesSendTime().compareTo(since) >= 0
        && follower.getMatchIndex() + CATCH_UP_ENTRIES
            >= division().getRaftLog().getLastCommittedIndex();
  }

  /** {@return how far a follower's log equals this leader's, -1 if it is none} */
  long matchIndex(RaftMember member) {
    FollowerInfo follower = network.follower(RaftPeers.id(member));
    return follower == null ? -1 : follower.getMatchIndex();
  }

  /**
   * Gives an entry to this leader; a repeat by its mark. Waits for a thread of Ratis, not for
   * disks.
   */
  CompletableFuture<RaftClientReply> submit(LogEntry entry) throws IOException {
    UUID proposer = entry.mark().proposer();
    return server.submitClientRequestAsync(
        RaftClientRequest.newBuilder()
            .setClientId(ClientId.valueOf(proposer))
            .setCallId(entry.mark().sequence())
            .setServerId(server.getId())
            .setGroupId(groupId)
            .setMessage(Message.valueOf(ByteString.copyFrom(entry.encode())))
            .setType(RaftClientRequest.writeRequestType())
            .build());
  }

  /** Makes these the voters, if those that it knows of still are. */
  CompletableFuture<RaftClientReply> setVoters(Collection<RaftMember> members) throws IOException {
    List<RaftPeer> current = List.copyOf(division().getRaftConf().getAllPeers());
    return server.setConfigurationAsync(
        new SetConfigurationRequest(
            ClientId.randomId(),
            server.getId(),
            groupId,
            CallId.getAndIncrement(),
            SetConfigurationRequest.Arguments.newBuilder()
                .setServersInCurrentConf(current)
                .setServersInNewConf(members.stream().map(RaftPeers::voter).toList())
                .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                .build()));
  }

  /** Hands the leadership to a voter. */
  CompletableFuture<RaftClientReply> transfer(RaftMember to, long timeoutMs) throws IOException {
    return server.transferLeadershipAsync(
        new TransferLeadershipRequest(
            ClientId.randomId(),
            server.getId(),
            groupId,
            CallId.getAndIncrement(),
            RaftPeers.id(to),
            timeoutMs));
  }

  @Override
  public void committed() {
    network.pushCommit();
  }

  @Override
  public void leaderChanged() {
    events.changed();
  }

  @Override
  public void groupChanged(long index, RaftConfigurationProto group) {
    groupIndex = index;
    boolean member =
        group.getPeersList().stream()
            .anyMatch(peer -> peer.getId().toStringUtf8().equals(self.raftId()));
    // Before it was ever a member it is one of the waiting, whom nobody can remove.
    removed |= wasMember && !member;
    wasMember |= member;
    events.changed();
  }

  /** {@return whether the group has let this member go} */
  boolean isRemoved() {
    return removed;
  }

  @Override
  public void removed() {
    removed = true;
    // Ratis closes the division first and says why afterwards.
    closed();
  }

  @Override
  public void closed() {
    if (!closing) {
      events.ended(this);
    }
  }

  /** Stops it. Waits. */
  void close() {
    closing = true;
    // Nobody is served while it ends: some calls of Ratis wait for threads that end with it.
    network.close();
    try {
      server.close();
    } catch (IOException e) {
      throw new StoreException("raft did not stop in order: " + e.getMessage(), e);
    }
  }
}
