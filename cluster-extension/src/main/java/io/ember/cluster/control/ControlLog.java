package io.ember.cluster.control;

import io.ember.cluster.core.node.ControlInput;
import io.ember.cluster.core.node.ControlOutput;
import io.ember.cluster.core.node.Decision;
import io.ember.cluster.core.state.ClusterCommandCodec;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.persist.NodeFacts;
import io.ember.cluster.persist.NodeStore;
import io.ember.cluster.raft.LogPosition;
import io.ember.cluster.raft.ProposalResult;
import io.ember.cluster.raft.RaftGenerations;
import io.ember.cluster.raft.RaftListener;
import io.ember.cluster.raft.RaftNode;
import io.ember.cluster.raft.RaftProposalError;
import io.ember.cluster.raft.RaftSettings;
import io.ember.cluster.raft.RaftStorage;
import io.ember.cluster.raft.RaftTransport;
import io.ember.cluster.raft.RaftView;
import java.util.Collection;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The configuration log of one life of a node's control line: what the core proposes goes into it,
 * what is applied comes out as inputs. Owner thread: control; inputs are posted from threads of the
 * log.
 */
final class ControlLog implements AutoCloseable {
  private static final String RAFT_DIRECTORY = "raft";

  private final ControlConfig config;
  private final NodeStore store;
  private final RaftTransport transport;
  private final Supplier<? extends Collection<NodeId>> members;
  private final Consumer<ControlInput> inputs;
  private final Consumer<String> failed;
  private final RaftStorage storage;
  private volatile @Nullable ClusterStateData latest;
  private @Nullable RaftNode raft;

  ControlLog(
      ControlConfig config,
      NodeStore store,
      RaftTransport transport,
      Supplier<? extends Collection<NodeId>> members,
      Consumer<ControlInput> inputs,
      Consumer<String> failed) {
    this.config = config;
    this.store = store;
    this.transport = transport;
    this.members = members;
    this.inputs = inputs;
    this.failed = failed;
    NodeFacts facts = store.facts();
    storage =
        new RaftStorage(
            config.directory().resolve(RAFT_DIRECTORY),
            facts.identity().nodeId(),
            facts.clusterId(),
            new Generations());
  }

  /** The count of Raft directories, in the node's own metadata. */
  private final class Generations implements RaftGenerations {
    @Override
    public long current() {
      return store.facts().raftGeneration();
    }

    @Override
    public void save(long generation) {
      store.update(facts -> facts.withRaftGeneration(generation));
    }
  }

  /**
   * Starts.
   *
   * @param ownGroup whether the group is one that this node began and nobody else is in
   */
  void open(boolean ownGroup) {
    RaftNode.Context context =
        new RaftNode.Context(
            transport, this::contacts, new ConfigMachine(this::applied), new Listener());
    RaftSettings settings = RaftSettings.from(config.raft());
    raft =
        ownGroup
            ? RaftNode.bootstrap(settings, storage, context)
            : RaftNode.join(settings, storage, context);
  }

  private Collection<NodeId> contacts() {
    Set<NodeId> known = new java.util.HashSet<>(store.facts().peers().keySet());
    known.addAll(members.get());
    known.remove(store.facts().identity().nodeId());
    return known;
  }

  private final class Listener implements RaftListener {
    @Override
    public void onApplied(LogPosition position) {
      ClusterStateData data = latest;
      if (data != null) {
        inputs.accept(new ControlInput.Applied(data));
      }
    }

    @Override
    public void onFailed(String reason) {
      failed.accept(reason);
    }
  }

  private void applied(ClusterStateData data) {
    latest = data;
  }

  void propose(ControlOutput.Propose propose) {
    RaftNode open = raft;
    if (open == null) {
      decided(propose.proposal(), new Decision.NotAccepted("the log is not open"));
      return;
    }
    open.propose(ClusterCommandCodec.encode(propose.command()))
        .thenAccept(result -> decided(propose.proposal(), decision(result)));
  }

  private void decided(long proposal, Decision decision) {
    inputs.accept(new ControlInput.Decided(proposal, decision));
  }

  private static Decision decision(ProposalResult result) {
    if (result instanceof ProposalResult.Applied applied) {
      return new Decision.Applied(
          applied.index(), ClusterCommandCodec.decodeResponse(applied.answer()));
    } else if (result instanceof RaftProposalError.Undecided undecided) {
      return new Decision.Undecided(undecided.reason());
    } else if (result instanceof RaftProposalError.NotAccepted refused) {
      return new Decision.NotAccepted(refused.reason());
    }
    throw new AssertionError(result);
  }

  void setVoters(Set<NodeId> voters) {
    RaftNode open = raft;
    if (open == null) {
      inputs.accept(new ControlInput.VotersSettled());
      return;
    }
    open.setVoters(voters).thenAccept(change -> inputs.accept(new ControlInput.VotersSettled()));
  }

  /** {@return what the log knows of its group} */
  RaftView view() {
    RaftNode open = raft;
    return open == null ? RaftView.UNKNOWN : open.view();
  }

  @Override
  public void close() {
    RaftNode open = raft;
    if (open != null) {
      raft = null;
      open.close();
    }
  }

  /** Deletes what the closed log has kept on disk: it is of a group that this node has left. */
  void retire() {
    storage.retireAll();
  }
}
