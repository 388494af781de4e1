package io.ember.cluster.core.node;

import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.ClusterResponse;
import io.ember.cluster.model.SlotSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Gives slots up: closes them, makes sure that they are empty, proposes, and keeps them closed
 * until an applied entry settles it. If nobody can say whether the proposal was applied, the
 * shard's epoch is raised: an entry that stands behind it, after which the proposal cannot be
 * applied any more. Owner thread: control.
 */
final class SlotRelease {
  private record Course(SlotSet slots, Consumer<ChangeResult> whenDone) {}

  private final NodeSelf self;
  private final Proposals proposals;
  private final Consumer<ControlOutput> out;
  private final Map<Long, Course> draining = new HashMap<>();
  private final List<Course> doubtful = new ArrayList<>();
  private boolean raising;

  SlotRelease(NodeSelf self, Proposals proposals, Consumer<ControlOutput> out) {
    this.self = self;
    this.proposals = proposals;
    this.out = out;
  }

  /** Begins. */
  void begin(SlotSet slots, Consumer<ChangeResult> whenDone) {
    if (self.frozen().intersects(slots)) {
      whenDone.accept(
          new ChangeResult.Refused(
              "slot " + self.frozen().and(slots).first() + " is being given up already"));
      return;
    }
    long token = self.nextToken();
    Course course = new Course(slots, whenDone);
    draining.put(token, course);
    self.freeze(course, slots);
    out.accept(new ControlOutput.Drain(token, slots));
  }

  void drained(long token, boolean empty) {
    Course course = draining.remove(token);
    if (course == null) {
      return;
    }
    if (empty) {
      propose(course);
    } else {
      self.thaw(course);
      course
          .whenDone()
          .accept(
              new ChangeResult.Refused(
                  "the slots hold keys; only empty slots can" + " be given up"));
    }
  }

  /** Gives up slots that are closed and empty; this course opens them when that is settled. */
  void release(SlotSet slots, Consumer<ChangeResult> whenDone) {
    Course course = new Course(slots, whenDone);
    self.freeze(course, slots);
    propose(course);
  }

  private void propose(Course course) {
    proposals.propose(
        new ClusterCommand.RemoveSlots(
            course.slots(), new ClusterCommand.Release(self.id(), self.epoch())),
        new Proposals.Proposer() {
          @Override
          public void applied(ClusterResponse response) {
            self.thaw(course);
            course
                .whenDone()
                .accept(
                    response instanceof ClusterResponse.Rejected rejected
                        ? new ChangeResult.Refused(rejected.reason())
                        : new ChangeResult.Done("OK"));
          }

          @Override
          public void failed(boolean undecided, String reason) {
            if (undecided) {
              doubtful.add(course);
              course.whenDone().accept(new ChangeResult.Undecided(reason));
            } else {
              self.thaw(course);
              course.whenDone().accept(new ChangeResult.Refused(reason));
            }
          }
        });
  }

  /** Ends doubts. */
  void retry() {
    if (doubtful.isEmpty() || raising || !self.isRegistered()) {
      return;
    }
    List<Course> settled = List.copyOf(doubtful);
    if (!self.data().isPrimary(self.id())) {
      settle(settled); // a replica gives up nothing; as a primary it would be in a later epoch
      return;
    }
    raising = true;
    long before = self.epoch();
    proposals.propose(
        new ClusterCommand.BumpEpoch(self.id(), before),
        new Proposals.Proposer() {
          @Override
          public void applied(ClusterResponse response) {
            raising = false;
            if (self.epoch() != before) {
              settle(settled);
            }
          }

          @Override
          public void failed(boolean undecided, String reason) {
            raising = false;
          }
        });
  }

  private void settle(List<Course> courses) {
    doubtful.removeAll(courses);
    courses.forEach(self::thaw);
  }
}
