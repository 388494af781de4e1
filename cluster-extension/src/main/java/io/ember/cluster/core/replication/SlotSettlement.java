package io.ember.cluster.core.replication;

import io.ember.cluster.core.SafetyRule;
import io.ember.cluster.core.SafetyRules;
import io.ember.cluster.core.effect.EffectReader;
import io.ember.cluster.core.effect.EffectWriter;
import io.ember.cluster.core.effect.SlotMarks;
import io.ember.cluster.core.migration.Migration;
import io.ember.cluster.core.state.Arrival;
import io.ember.cluster.model.Logs;
import io.ember.cluster.model.MigrationId;
import io.ember.engine.Keyspace;
import java.util.Objects;
import java.util.function.IntPredicate;

/**
 * What a lane of a primary does to its slots because the configuration says that they have come,
 * left, or are to come. Owner thread: the lane.
 */
final class SlotSettlement {
  private final Keyspace keyspace;
  private final SlotMarks marks;
  private final EffectWriter effects;
  private final SafetyRules rules;
  private final IntPredicate isOurs;
  private ShardView view = ShardView.NOTHING;

  /**
   * @param effects gets what is done, so that replicas do the same
   * @param isOurs which logs are of this lane
   */
  SlotSettlement(
      Keyspace keyspace,
      SlotMarks marks,
      EffectWriter effects,
      SafetyRules rules,
      IntPredicate isOurs) {
    this.keyspace = keyspace;
    this.marks = marks;
    this.effects = effects;
    this.rules = rules;
    this.isOurs = isOurs;
  }

  /** {@return whether a migration that is not among the undecided ones any more was completed} */
  static boolean isCompleted(Migration over, ShardView next) {
    boolean isHere = next.slots().containsAll(over.slots());
    return over.side() == Migration.Side.SOURCE
        ? !next.slots().intersects(over.slots())
        : isHere && isArrived(over, next);
  }

  private static boolean isArrived(Migration over, ShardView next) {
    Arrival arrival = next.arrivalOf(over.slots().first());
    return arrival != null && arrival.id().equals(over.id()) && arrival.attempt() == over.attempt();
  }

  /**
   * Brings what the slots hold into line with what the configuration says: adopts what has come,
   * drops what has left or was staged in vain, and begins to stage what is to come. The effects of
   * it are left to be recorded.
   *
   * @param withOwners whether other slots may be this node's own now
   */
  void settle(ShardView next, boolean withOwners) {
    view = next;
    for (int slot : marks.staged()) {
      settleStaged(slot, Objects.requireNonNull(marks.of(slot)));
    }
    if (withOwners) {
      for (int slot : marks.adopted()) {
        if (!view.slots().contains(slot)) {
          drop(slot);
        }
      }
      dropForeign();
      adoptWhatHasNoMark();
    }
    for (Migration migration : view.migrations()) {
      if (migration.side() == Migration.Side.TARGET) {
        stage(migration);
      }
    }
  }

  private void settleStaged(int slot, SlotMarks.Mark mark) {
    boolean isOwn = view.slots().contains(slot);
    Arrival arrival = isOwn ? view.arrivalOf(slot) : null;
    if (isOwn
        && arrival != null
        && mark.isStagedBy(arrival.id(), arrival.attempt())
        && rules.holds(SafetyRule.PROMOTED_ADOPTS)) {
      adopt(slot, mark.id(), mark.attempt());
    } else if (isOwn || !isStaging(slot, mark)) {
      drop(slot);
    }
  }

  private boolean isStaging(int slot, SlotMarks.Mark mark) {
    for (Migration migration : view.migrations()) {
      if (migration.side() == Migration.Side.TARGET
          && migration.slots().contains(slot)
          && mark.isStagedBy(migration.id(), migration.attempt())) {
        return true;
      }
    }
    return false;
  }

  /** A node that began anew without its data has no marks; what it serves is its own. */
  private void adoptWhatHasNoMark() {
    for (Arrival arrival : view.arrivals()) {
      for (int slot : arrival.slots().toArray()) {
        boolean isMine = isOurs.test(Logs.of(slot)) && view.slots().contains(slot);
        if (isMine && !marks.hasMark(slot)) {
          adopt(slot, arrival.id(), arrival.attempt());
        }
      }
    }
  }

  private void adopt(int slot, MigrationId id, long attempt) {
    EffectReader.adopt(slot, id.value(), attempt, keyspace, marks);
    effects.adopt(slot, id, attempt);
  }

  private void dropForeign() {
    for (int slot = keyspace.nextSlotWithEntries(0);
        slot >= 0;
        slot = keyspace.nextSlotWithEntries(slot + 1)) {
      if (!view.slots().contains(slot)) {
        drop(slot);
      }
    }
  }

  private void drop(int slot) {
    EffectReader.drop(slot, keyspace, marks);
    effects.drop(slot);
  }

  private void stage(Migration migration) {
    for (int slot : migration.slots().toArray()) {
      SlotMarks.Mark mark = marks.of(slot);
      boolean isMine = isOurs.test(Logs.of(slot));
      boolean isStaged = mark != null && mark.isStagedBy(migration.id(), migration.attempt());
      if (isMine && !isStaged) {
        EffectReader.stage(slot, migration.id().value(), migration.attempt(), keyspace, marks);
        effects.stage(slot, migration.id(), migration.attempt());
      }
    }
  }
}
