package io.ember.cluster.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * What Ratis takes for the state machine of one division: hands committed entries to the {@link
 * AppliedState}, which it shares with the rest of the node, and keeps its snapshots in files.
 *
 * <p>The state can be ahead of Ratis, where the feed was faster before the node became a voter.
 * Then a snapshot contains more than its name says, and its own position tells what to skip. Called
 * by Ratis' threads; entries by one.
 */
final class EntryMachine extends BaseStateMachine {
  /** What a division tells its voter. Called by Ratis' threads, which must not be kept waiting. */
  interface Events {
    /** An entry was applied by the leader, so it is committed: others should be told. */
    void committed();

    /** There is a leader, or another one. */
    void leaderChanged();

    /** A committed entry has changed the group. */
    void groupChanged(long index, RaftConfigurationProto group);

    /** The group has told this division that it is no part of it any more. */
    void removed();

    /** The division has ended, for whatever reason. */
    void closed();
  }

  private final AppliedState state;
  private final Events events;
  private final SimpleStateMachineStorage files = new SimpleStateMachineStorage();

  /** The latest one, kept since Ratis asks with every message: its files would be listed anew. */
  private volatile @Nullable SingleFileSnapshotInfo latest;

  EntryMachine(AppliedState state, Events events) {
    this.state = state;
    this.events = events;
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage)
      throws IOException {
    super.initialize(server, group, storage);
    files.init(storage);
    load(files.getLatestSnapshot());
    getLifeCycle().transition(LifeCycle.State.STARTING);
    getLifeCycle().transition(LifeCycle.State.RUNNING);
  }

  @Override
  public void pause() {
    getLifeCycle().transition(LifeCycle.State.PAUSING);
    getLifeCycle().transition(LifeCycle.State.PAUSED);
  }

  /** A snapshot of the leader has been put into place. */
  @Override
  public void reinitialize() throws IOException {
    load(files.loadLatestSnapshot());
    getLifeCycle().transition(LifeCycle.State.STARTING);
    getLifeCycle().transition(LifeCycle.State.RUNNING);
  }

  private void load(@Nullable SingleFileSnapshotInfo snapshot) throws IOException {
    if (snapshot == null) {
      return;
    }
    Path file = snapshot.getFile().getPath();
    try {
      state.restore(StateSnapshot.decode(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new IOException("snapshot " + file + " is damaged: " + e.getMessage(), e);
    }
    setLastAppliedTermIndex(snapshot.getTermIndex());
    latest = snapshot;
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto entry = transaction.getLogEntry();
    LogPosition at = new LogPosition(entry.getTerm(), entry.getIndex());
    ProposalResult.Applied applied;
    try {
      applied = state.apply(at, entry.getStateMachineLogEntry().getLogData().toByteArray());
    } catch (IOException e) {
      // Entries of a version that this node does not know: it must not go on without them.
      throw new IllegalStateException("entry " + at + " cannot be applied", e);
    }
    updateLastAppliedTermIndex(at.term(), at.index());
    if (transaction.getServerRole() == RaftPeerRole.LEADER) {
      events.committed();
    }
    return CompletableFuture.completedFuture(Message.valueOf(ByteString.copyFrom(encode(applied))));
  }

  private static byte[] encode(ProposalResult.Applied applied) {
    return ByteBuffer.allocate(2 * Long.BYTES + applied.answer().length)
        .putLong(applied.term())
        .putLong(applied.index())
        .put(applied.answer())
        .array();
  }

  /** {@return what {@link #applyTransaction} has answered} */
  static ProposalResult.Applied decode(Message message) {
    ByteBuffer in = message.getContent().asReadOnlyByteBuffer();
    long term = in.getLong();
    long index = in.getLong();
    byte[] answer = new byte[in.remaining()];
    in.get(answer);
    return new ProposalResult.Applied(index, term, answer);
  }

  /** Writes the state into a new file that gets its name when it is on disk. */
  @Override
  public long takeSnapshot() throws IOException {
    TermIndex applied = getLastAppliedTermIndex();
    Path file = files.getSnapshotFile(applied.getTerm(), applied.getIndex()).toPath();
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.write(temporary, state.snapshot().encode());
    force(temporary, StandardOpenOption.WRITE);
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    MD5Hash digest = MD5FileUtil.computeAndSaveMd5ForFile(file.toFile());
    force(file.resolveSibling("."), StandardOpenOption.READ);
    latest =
        files.updateLatestSnapshot(
            new SingleFileSnapshotInfo(
                new FileInfo(file, digest), applied.getTerm(), applied.getIndex()));
    return applied.getIndex();
  }

  private static void force(Path path, StandardOpenOption mode) throws IOException {
    try (FileChannel channel = FileChannel.open(path, mode)) {
      channel.force(true);
    }
  }

  @Override
  public StateMachineStorage getStateMachineStorage() {
    return files;
  }

  @Override
  @SuppressWarnings("NullAway") // Ratis takes null for "none"
  public SnapshotInfo getLatestSnapshot() {
    return latest;
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId division, RaftPeerId leader) {
    events.leaderChanged();
  }

  @Override
  public void notifyConfigurationChanged(long term, long index, RaftConfigurationProto group) {
    events.groupChanged(index, group);
  }

  @Override
  public void notifyServerShutdown(RoleInfoProto role, boolean wholeServer) {
    if (!wholeServer) {
      events.removed();
    }
  }

  @Override
  public void close() {
    events.closed();
  }
}
