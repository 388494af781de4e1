package io.ember.cluster.core.node;

import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.ClusterResponse;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.JobInfo;
import io.ember.cluster.core.state.JobState;
import io.ember.cluster.core.state.MigrationInfo;
import io.ember.cluster.core.state.MigrationKind;
import io.ember.cluster.core.state.ShardInfo;
import io.ember.cluster.model.JobId;
import io.ember.cluster.model.MigrationId;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What SETSLOT and MIGRATE ask for: slots that are marked as being moved, and single slots that are
 * moved. A slot always moves as a whole, by a job; so no key of it is ever at two nodes, and no
 * client is sent from one to the other for a key. Owner thread: control.
 */
final class SlotGifts {
  private static final long MS = 1_000_000;

  /** How often a mark is tried that came too late for its number. */
  private static final int MOST_TRIES = 10;

  /** Somebody waits until a slot is at a node. */
  private record Waiting(long question, JobId job, int slot, NodeId target, long untilNs) {}

  private final Proposals proposals;
  private final OperatorAnswers answers;
  private final List<Waiting> waiting = new ArrayList<>();

  /** The state after the last entry that was applied here. */
  private ClusterStateData latest = ClusterStateData.EMPTY;

  SlotGifts(Proposals proposals, OperatorAnswers answers) {
    this.proposals = proposals;
    this.answers = answers;
  }

  // ---- marks

  void open(long question, ClusterChange.OpenSlot wanted, ClusterStateData data) {
    open(question, wanted, data, MOST_TRIES);
  }

  private void open(
      long question, ClusterChange.OpenSlot wanted, ClusterStateData data, int tries) {
    MigrationInfo mark = mark(data, wanted.slot());
    ShardInfo source = data.shardOf(wanted.source());
    ShardInfo target = data.shardOf(wanted.target());
    if (tries == 0) {
      answers.refuse(
          question, "slot " + wanted.slot() + " is marked by somebody else all the time");
    } else if (source == null || target == null) {
      answers.refuse(question, "I don't know about node " + wanted.target());
    } else if (mark == null) {
      MigrationId next = data.lastMigration();
      proposals.propose(
          begin(wanted, source, target, data),
          new OfQuestion(question) {
            @Override
            void rejected(String reason) {
              boolean isTaken = !latest.lastMigration().equals(next);
              if (isTaken && tries > 1) {
                open(question, wanted, latest, tries - 1); // another one began meanwhile
              } else {
                super.rejected(reason);
              }
            }
          });
    } else if (mark.sourceShard().equals(source.id()) && mark.targetShard().equals(target.id())) {
      answers.ok(question);
    } else {
      unmark(question, mark, now -> open(question, wanted, now, tries - 1));
    }
  }

  private static ClusterCommand begin(
      ClusterChange.OpenSlot wanted, ShardInfo source, ShardInfo target, ClusterStateData data) {
    return new ClusterCommand.BeginMigration(
        data.lastMigration().next(),
        JobId.NONE,
        MigrationKind.KEYED,
        SlotSet.ofSlots(wanted.slot()),
        wanted.source(),
        wanted.target(),
        source.epoch(),
        target.epoch());
  }

  void close(long question, int slot, ClusterStateData data) {
    MigrationInfo mark = mark(data, slot);
    if (mark == null) {
      answers.ok(question);
    } else {
      unmark(question, mark, now -> answers.ok(question));
    }
  }

  private static @Nullable MigrationInfo mark(ClusterStateData data, int slot) {
    return data.migrations().values().stream()
        .filter(each -> each.kind() == MigrationKind.KEYED && each.slots().contains(slot))
        .findFirst()
        .orElse(null);
  }

  private static ClusterCommand abort(MigrationInfo mark) {
    return new ClusterCommand.AbortMigration(mark.id(), mark.attempt());
  }

  // ---- moves

  void give(long question, ClusterChange.GiveSlot wanted, ClusterStateData data, long nowNs) {
    MigrationInfo mark = mark(data, wanted.slot());
    if (mark != null) {
      unmark(question, mark, now -> give(question, wanted, now, nowNs));
      return;
    }
    NodeId owner = data.slots().owner(wanted.slot());
    if (wanted.target().equals(owner)) {
      answers.ok(question);
    } else if (owner == null) {
      propose(
          question,
          new ClusterCommand.AssignSlots(
              wanted.target(), SlotSet.ofSlots(wanted.slot()), ClusterCommand.Release.NONE));
    } else {
      long untilNs = nowNs + wanted.waitMs() * MS;
      JobInfo present = jobOf(data, wanted.slot());
      if (present != null) {
        await(question, wanted, present.id(), untilNs);
      } else {
        then(
            question,
            new ClusterCommand.BeginJob(
                wanted.job(),
                SlotSet.ofSlots(wanted.slot()),
                owner,
                wanted.target(),
                wanted.atMs()),
            now -> await(question, wanted, wanted.job(), untilNs));
      }
    }
  }

  private static @Nullable JobInfo jobOf(ClusterStateData data, int slot) {
    return data.jobs().stream()
        .filter(job -> job.state().isOpen() && job.remaining().contains(slot))
        .findFirst()
        .orElse(null);
  }

  private void await(long question, ClusterChange.GiveSlot wanted, JobId job, long untilNs) {
    waiting.add(new Waiting(question, job, wanted.slot(), wanted.target(), untilNs));
  }

  /** Looks what has become of moves. */
  void look(ClusterStateData data, long nowNs) {
    waiting.removeIf(each -> isAnswered(each, data, nowNs));
  }

  private boolean isAnswered(Waiting each, ClusterStateData data, long nowNs) {
    JobInfo job =
        data.jobs().stream().filter(one -> one.id().equals(each.job())).findFirst().orElse(null);
    if (each.target().equals(data.slots().owner(each.slot()))) {
      answers.ok(each.question());
    } else if (job == null || !job.state().isOpen()) {
      String why =
          job == null || job.state() == JobState.SUCCESS ? "it went elsewhere" : job.message();
      answers.refuse(each.question(), "slot " + each.slot() + " was not moved: " + why);
    } else if (nowNs > each.untilNs()) {
      answers.answer(
          each.question(),
          new ChangeResult.Undecided("slot " + each.slot() + " is still being moved"));
    } else {
      return false;
    }
    return true;
  }

  // ---- proposals

  private void propose(long question, ClusterCommand command) {
    answers.propose(question, command);
  }

  /** What follows a command that was accepted. */
  private interface Next {
    void go(ClusterStateData now);
  }

  void applied(ClusterStateData data, long nowNs) {
    latest = data;
    look(data, nowNs);
  }

  private void then(long question, ClusterCommand command, Next next) {
    proposals.propose(
        command,
        new OfQuestion(question) {
          @Override
          void accepted() {
            next.go(latest);
          }
        });
  }

  /** Takes a mark away, or finds that it has gone or is another one by now. */
  private void unmark(long question, MigrationInfo mark, Next next) {
    proposals.propose(
        abort(mark),
        new OfQuestion(question) {
          @Override
          void accepted() {
            next.go(latest);
          }

          @Override
          void rejected(String reason) {
            next.go(latest);
          }
        });
  }

  /** Proposes for somebody who is answered, unless there is more to do. */
  private class OfQuestion implements Proposals.Proposer {
    private final long question;

    OfQuestion(long question) {
      this.question = question;
    }

    void accepted() {
      answers.ok(question);
    }

    void rejected(String reason) {
      answers.refuse(question, reason);
    }

    @Override
    public void applied(ClusterResponse response) {
      if (response instanceof ClusterResponse.Rejected rejected) {
        rejected(rejected.reason());
      } else {
        accepted();
      }
    }

    @Override
    public void failed(boolean undecided, String reason) {
      answers.answer(
          question,
          undecided ? new ChangeResult.Undecided(reason) : new ChangeResult.Refused(reason));
    }
  }
}
