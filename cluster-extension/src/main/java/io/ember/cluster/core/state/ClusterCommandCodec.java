package io.ember.cluster.core.state;

import io.ember.cluster.core.state.ClusterCommand.AbortMigration;
import io.ember.cluster.core.state.ClusterCommand.AcceptLoss;
import io.ember.cluster.core.state.ClusterCommand.AddNode;
import io.ember.cluster.core.state.ClusterCommand.AssignSlots;
import io.ember.cluster.core.state.ClusterCommand.BeginJob;
import io.ember.cluster.core.state.ClusterCommand.BeginMigration;
import io.ember.cluster.core.state.ClusterCommand.BumpEpoch;
import io.ember.cluster.core.state.ClusterCommand.CompleteMigration;
import io.ember.cluster.core.state.ClusterCommand.EndJob;
import io.ember.cluster.core.state.ClusterCommand.NodeRestarted;
import io.ember.cluster.core.state.ClusterCommand.Noop;
import io.ember.cluster.core.state.ClusterCommand.PauseJob;
import io.ember.cluster.core.state.ClusterCommand.PromoteReplica;
import io.ember.cluster.core.state.ClusterCommand.RefuseNode;
import io.ember.cluster.core.state.ClusterCommand.Release;
import io.ember.cluster.core.state.ClusterCommand.RemoveNode;
import io.ember.cluster.core.state.ClusterCommand.RemoveSlots;
import io.ember.cluster.core.state.ClusterCommand.SetConfigEpoch;
import io.ember.cluster.core.state.ClusterCommand.SetInSync;
import io.ember.cluster.core.state.ClusterCommand.SetReplicaOf;
import io.ember.cluster.core.state.ClusterCommand.UpdateNodeAddress;
import io.ember.cluster.model.JobId;
import io.ember.engine.ProtocolException;
import java.util.List;

/**
 * Commands and their answers as bytes. A command: version, kind, its parts in their order. An
 * answer: 0, or 1 and the reason. What does not end where it should is refused.
 */
public final class ClusterCommandCodec {
  private static final int VERSION = 1;
  private static final String COMMAND = "a cluster command";

  /** The kinds, by the codes in the log: never reordered, only added to. */
  private enum Kind {
    NOOP,
    ADD_NODE,
    REMOVE_NODE,
    UPDATE_NODE_ADDRESS,
    NODE_RESTARTED,
    ASSIGN_SLOTS,
    REMOVE_SLOTS,
    ACCEPT_LOSS,
    SET_REPLICA_OF,
    PROMOTE_REPLICA,
    SET_IN_SYNC,
    BUMP_EPOCH,
    SET_CONFIG_EPOCH,
    BEGIN_JOB,
    END_JOB,
    BEGIN_MIGRATION,
    COMPLETE_MIGRATION,
    ABORT_MIGRATION,
    REFUSE_NODE,
    PAUSE_JOB
  }

  private static final List<Kind> KINDS = List.of(Kind.values());

  private ClusterCommandCodec() {}

  /** {@return the bytes of a command} */
  public static byte[] encode(ClusterCommand command) {
    StateWriter out = new StateWriter().u8(VERSION);
    write(out, command);
    return out.toBytes();
  }

  private static StateWriter kind(StateWriter out, Kind kind) {
    return out.oneOf(KINDS, kind);
  }

  private static void write(StateWriter out, ClusterCommand command) {
    if (command instanceof Noop) {
      kind(out, Kind.NOOP);
    } else if (command instanceof AddNode add) {
      StateCodec.write(kind(out, Kind.ADD_NODE), add.node());
      out.slots(add.slots());
    } else if (command instanceof RemoveNode remove) {
      kind(out, Kind.REMOVE_NODE).node(remove.id());
    } else if (command instanceof RefuseNode refuse) {
      kind(out, Kind.REFUSE_NODE).node(refuse.id()).node(refuse.bornIn()).i64(refuse.run());
    } else if (command instanceof UpdateNodeAddress update) {
      kind(out, Kind.UPDATE_NODE_ADDRESS)
          .node(update.id())
          .endpoint(update.client())
          .endpoint(update.bus());
    } else if (command instanceof NodeRestarted restarted) {
      kind(out, Kind.NODE_RESTARTED)
          .node(restarted.id())
          .i64(restarted.run())
          .flag(restarted.intact())
          .flag(restarted.memoryOnly());
    } else if (command instanceof AssignSlots assign) {
      kind(out, Kind.ASSIGN_SLOTS).node(assign.id()).slots(assign.slots());
      write(out, assign.release());
    } else if (command instanceof RemoveSlots remove) {
      kind(out, Kind.REMOVE_SLOTS).slots(remove.slots());
      write(out, remove.release());
    } else if (command instanceof AcceptLoss accept) {
      kind(out, Kind.ACCEPT_LOSS).slots(accept.slots()).node(accept.id()).i64(accept.epoch());
    } else {
      writeOfShard(out, command);
    }
  }

  private static void writeOfShard(StateWriter out, ClusterCommand command) {
    if (command instanceof SetReplicaOf set) {
      kind(out, Kind.SET_REPLICA_OF).node(set.id()).node(set.primary());
    } else if (command instanceof PromoteReplica promote) {
      kind(out, Kind.PROMOTE_REPLICA)
          .node(promote.id())
          .i64(promote.run())
          .i64(promote.epoch())
          .i64(promote.version())
          .oneOf(StateCodec.PROMOTION_KINDS, promote.kind());
    } else if (command instanceof SetInSync set) {
      kind(out, Kind.SET_IN_SYNC).node(set.primary()).i64(set.epoch()).i64(set.version());
      StateCodec.write(out, set.members());
    } else if (command instanceof BumpEpoch bump) {
      kind(out, Kind.BUMP_EPOCH).node(bump.id()).i64(bump.epoch());
    } else if (command instanceof SetConfigEpoch set) {
      kind(out, Kind.SET_CONFIG_EPOCH).node(set.id()).i64(set.epoch());
    } else {
      writeOfMigration(out, command);
    }
  }

  private static void writeOfMigration(StateWriter out, ClusterCommand command) {
    if (command instanceof BeginJob begin) {
      kind(out, Kind.BEGIN_JOB)
          .uuid(begin.job().uuid())
          .slots(begin.slots())
          .node(begin.source())
          .node(begin.target())
          .i64(begin.atMs());
    } else if (command instanceof EndJob end) {
      kind(out, Kind.END_JOB)
          .uuid(end.job().uuid())
          .oneOf(StateCodec.JOB_STATES, end.outcome())
          .text(end.message())
          .i64(end.atMs());
    } else if (command instanceof PauseJob pause) {
      kind(out, Kind.PAUSE_JOB).uuid(pause.job().uuid()).flag(pause.isPaused());
    } else if (command instanceof BeginMigration begin) {
      kind(out, Kind.BEGIN_MIGRATION)
          .i64(begin.id().value())
          .uuid(begin.job().uuid())
          .oneOf(StateCodec.MIGRATION_KINDS, begin.kind())
          .slots(begin.slots())
          .node(begin.source())
          .node(begin.target())
          .i64(begin.sourceEpoch())
          .i64(begin.targetEpoch());
    } else if (command instanceof CompleteMigration complete) {
      kind(out, Kind.COMPLETE_MIGRATION)
          .i64(complete.id().value())
          .i64(complete.attempt())
          .i64(complete.sourceEpoch())
          .i64(complete.targetEpoch());
    } else if (command instanceof AbortMigration abort) {
      kind(out, Kind.ABORT_MIGRATION).i64(abort.id().value()).i64(abort.attempt());
    } else {
      throw new AssertionError(command);
    }
  }

  private static void write(StateWriter out, Release release) {
    out.node(release.owner()).i64(release.epoch());
  }

  /**
   * {@return the command of these bytes}
   *
   * @throws ProtocolException if they are none, of another version, or have anything behind it
   */
  public static ClusterCommand decode(byte[] bytes) {
    StateReader in = new StateReader(bytes, COMMAND);
    int version = in.u8();
    if (version != VERSION) {
      throw in.bad("version " + version + " instead of " + VERSION);
    }
    ClusterCommand command = read(in, in.oneOf(KINDS));
    in.end();
    return command;
  }

  private static ClusterCommand read(StateReader in, Kind kind) {
    return switch (kind) {
      case NOOP -> new Noop();
      case ADD_NODE -> new AddNode(StateCodec.readNode(in), in.slots());
      case REMOVE_NODE -> new RemoveNode(in.node());
      case REFUSE_NODE -> new RefuseNode(in.node(), in.node(), in.i64());
      case UPDATE_NODE_ADDRESS -> new UpdateNodeAddress(in.node(), in.endpoint(), in.endpoint());
      case NODE_RESTARTED -> new NodeRestarted(in.node(), in.i64(), in.flag(), in.flag());
      case ASSIGN_SLOTS -> new AssignSlots(in.node(), in.slots(), readRelease(in));
      case REMOVE_SLOTS -> new RemoveSlots(in.slots(), readRelease(in));
      case ACCEPT_LOSS -> new AcceptLoss(in.slots(), in.node(), in.i64());
      case SET_REPLICA_OF -> new SetReplicaOf(in.node(), in.node());
      case PROMOTE_REPLICA ->
          new PromoteReplica(
              in.node(), in.i64(), in.i64(), in.i64(), in.oneOf(StateCodec.PROMOTION_KINDS));
      case SET_IN_SYNC -> new SetInSync(in.node(), in.i64(), in.i64(), StateCodec.readMembers(in));
      case BUMP_EPOCH -> new BumpEpoch(in.node(), in.i64());
      case SET_CONFIG_EPOCH -> new SetConfigEpoch(in.node(), in.i64());
      case BEGIN_JOB -> new BeginJob(readJob(in), in.slots(), in.node(), in.node(), in.i64());
      case END_JOB -> new EndJob(readJob(in), in.oneOf(StateCodec.JOB_STATES), in.text(), in.i64());
      case PAUSE_JOB -> new PauseJob(readJob(in), in.flag());
      case BEGIN_MIGRATION ->
          new BeginMigration(
              StateCodec.readMigrationId(in),
              readJob(in),
              in.oneOf(StateCodec.MIGRATION_KINDS),
              in.slots(),
              in.node(),
              in.node(),
              in.i64(),
              in.i64());
      case COMPLETE_MIGRATION ->
          new CompleteMigration(StateCodec.readMigrationId(in), in.i64(), in.i64(), in.i64());
      case ABORT_MIGRATION -> new AbortMigration(StateCodec.readMigrationId(in), in.i64());
    };
  }

  private static Release readRelease(StateReader in) {
    return new Release(in.node(), in.i64());
  }

  private static JobId readJob(StateReader in) {
    return new JobId(in.uuid());
  }

  /** {@return the bytes of an answer} */
  public static byte[] encodeResponse(ClusterResponse response) {
    StateWriter out = new StateWriter();
    if (response instanceof ClusterResponse.Ok) {
      out.u8(0);
    } else if (response instanceof ClusterResponse.Rejected rejected) {
      out.u8(1).text(rejected.reason());
    } else {
      throw new AssertionError(response);
    }
    return out.toBytes();
  }

  /**
   * {@return the answer of these bytes}
   *
   * @throws ProtocolException if they are none
   */
  public static ClusterResponse decodeResponse(byte[] bytes) {
    StateReader in = new StateReader(bytes, "an answer to a cluster command");
    ClusterResponse response =
        in.flag() ? ClusterResponse.rejected(in.text()) : ClusterResponse.ok();
    in.end();
    return response;
  }
}
