package io.ember.cluster.raft;

import io.ember.cluster.model.NodeId;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LogAppender;
import org.apache.ratis.thirdparty.com.google.protobuf.AbstractMessageLite;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one Ratis server to the other voters, and theirs to it.
 *
 * <p>A call that is meant for another generation of this node is refused: the directory that it
 * speaks of is gone, and an answer would count as that of a voter that remembers. Ratis itself does
 * not look. Any thread; outbound calls wait, on threads of Ratis, and inbound ones on that of the
 * caller.
 */
final class RaftNetwork implements RaftServerRpc {
  private final RaftMember self;
  private final RaftTransport transport;
  private final long timeoutMs;
  private final Map<RaftPeerId, NodeId> nodes = new ConcurrentHashMap<>();
  private final Map<RaftPeerId, LogAppender> appenders = new ConcurrentHashMap<>();
  private volatile @Nullable RaftServer server;
  private volatile @Nullable RpcType type;
  private volatile boolean open;

  RaftNetwork(RaftMember self, RaftTransport transport, long timeoutMs) {
    this.self = self;
    this.transport = transport;
    this.timeoutMs = timeoutMs;
  }

  void attach(RaftServer itsServer, RpcType itsType) {
    server = itsServer;
    type = itsType;
  }

  /** Keeps an appender, so that a commit can be told at once and contact can be looked up. */
  void adopt(LogAppender appender) {
    appenders.put(appender.getFollowerId(), appender);
  }

  /** Tells followers what is committed now instead of with the next entry or heartbeat. */
  void pushCommit() {
    appenders.values().forEach(LogAppender::triggerHeartbeat);
  }

  /** {@return what this leader knows of a follower; null if it is none} */
  @Nullable FollowerInfo follower(RaftPeerId id) {
    LogAppender appender = appenders.get(id);
    return appender == null ? null : appender.getFollower();
  }

  @Nullable NodeId node(@Nullable RaftPeerId id) {
    if (id == null) {
      return null;
    }
    return RaftPeers.id(self).equals(id) ? self.node() : nodes.get(id);
  }

  @Override
  public void start() {
    open = true;
  }

  @Override
  public void close() {
    open = false;
  }

  /** {@return nothing: it listens nowhere} */
  @Override
  @SuppressWarnings("NullAway") // Ratis takes null for "no address"
  public InetSocketAddress getInetSocketAddress() {
    return null;
  }

  @Override
  @SuppressWarnings("NullAway") // set before Ratis asks
  public RpcType getRpcType() {
    return type;
  }

  @Override
  public void addRaftPeers(Collection<RaftPeer> peers) {
    peers.forEach(peer -> nodes.put(peer.getId(), RaftPeers.node(peer)));
  }

  /** Does nothing: the bus notices by itself that a connection is broken. */
  @Override
  public void handleException(RaftPeerId id, Exception e, boolean reconnect) {}

  @Override
  public void notifyNotLeader(RaftGroupId group) {
    appenders.clear();
  }

  @Override
  public RequestVoteReplyProto requestVote(RequestVoteRequestProto request) throws IOException {
    return RequestVoteReplyProto.parseFrom(
        call(RaftRequests.VOTE, request.getServerRequest(), request));
  }

  @Override
  public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto request)
      throws IOException {
    return AppendEntriesReplyProto.parseFrom(
        call(RaftRequests.APPEND, request.getServerRequest(), request));
  }

  @Override
  public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto request)
      throws IOException {
    return InstallSnapshotReplyProto.parseFrom(
        call(RaftRequests.INSTALL_SNAPSHOT, request.getServerRequest(), request));
  }

  @Override
  public StartLeaderElectionReplyProto startLeaderElection(StartLeaderElectionRequestProto request)
      throws IOException {
    return StartLeaderElectionReplyProto.parseFrom(
        call(RaftRequests.START_ELECTION, request.getServerRequest(), request));
  }

  private byte[] call(int number, RaftRpcRequestProto header, AbstractMessageLite<?, ?> request)
      throws IOException {
    NodeId to = nodes.get(RaftPeerId.valueOf(header.getReplyId()));
    if (to == null || !open) {
      throw new IOException(open ? "no such voter: " + header.getReplyId() : "closed");
    }
    CompletableFuture<byte[]> answer = transport.call(to, number, request.toByteArray(), timeoutMs);
    try {
      return answer.get();
    } catch (InterruptedException e) {
      // An appender that is stopped is interrupted, and ends only by this exception.
      answer.cancel(false);
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e.getCause());
    }
  }

  /** Serves a call of another voter. It can wait: never on a loop. */
  CompletableFuture<byte[]> serve(NodeId from, int number, byte[] request) throws IOException {
    RaftServer its = server;
    if (its == null || !open) {
      throw new IOException("this node does not vote");
    }
    return switch (number) {
      case RaftRequests.VOTE -> {
        RequestVoteRequestProto vote = RequestVoteRequestProto.parseFrom(request);
        check(from, vote.getServerRequest());
        yield done(its.requestVote(vote));
      }
      case RaftRequests.APPEND -> {
        AppendEntriesRequestProto append = AppendEntriesRequestProto.parseFrom(request);
        check(from, append.getServerRequest());
        yield append(its, append);
      }
      case RaftRequests.INSTALL_SNAPSHOT -> {
        InstallSnapshotRequestProto install = InstallSnapshotRequestProto.parseFrom(request);
        check(from, install.getServerRequest());
        yield done(its.installSnapshot(install));
      }
      case RaftRequests.START_ELECTION -> {
        StartLeaderElectionRequestProto election =
            StartLeaderElectionRequestProto.parseFrom(request);
        check(from, election.getServerRequest());
        yield done(its.startLeaderElection(election));
      }
      default -> throw new IOException("unknown request: " + number);
    };
  }

  private CompletableFuture<byte[]> append(RaftServer its, AppendEntriesRequestProto request)
      throws IOException {
    AtomicBoolean hasReturned = new AtomicBoolean();
    if (request.getEntriesList().stream().anyMatch(LogEntryProto::hasConfigurationEntry)) {
      StuckFollower.watch(RaftPeers.id(self), hasReturned::get);
    }
    try {
      return its.appendEntriesAsync(request).thenApply(answer -> answer.toByteArray());
    } finally {
      hasReturned.set(true);
    }
  }

  private void check(NodeId from, RaftRpcRequestProto header) throws IOException {
    RaftPeerId meant = RaftPeerId.valueOf(header.getReplyId());
    if (!meant.equals(RaftPeers.id(self))) {
      throw new IOException("meant for " + meant + ", this is " + self.raftId());
    }
    RaftPeerId sender = RaftPeerId.valueOf(header.getRequestorId());
    if (!RaftPeers.belongsTo(sender, from)) {
      throw new IOException(from + " speaks for " + sender);
    }
  }

  private static CompletableFuture<byte[]> done(AbstractMessageLite<?, ?> answer) {
    return CompletableFuture.completedFuture(answer.toByteArray());
  }
}
