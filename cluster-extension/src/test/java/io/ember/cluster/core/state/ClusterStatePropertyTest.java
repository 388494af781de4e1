package io.ember.cluster.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Whatever commands come: the invariants hold after each (the fixture checks them), and whoever
 * applies the same, or goes on from a snapshot, has the same.
 */
class ClusterStatePropertyTest {
  private static final int SEEDS = 20;
  private static final int COMMANDS = 400;

  @Test
  void keepsItsInvariantsUnderRandomCommands() {
    Map<Class<?>, Integer> accepted = new HashMap<>();
    Map<Class<?>, Integer> rejected = new HashMap<>();
    Set<PromotionKind> promotions = EnumSet.noneOf(PromotionKind.class);
    for (long seed = 1; seed <= SEEDS; seed++) {
      StateFixture cluster = new StateFixture();
      RandomCommands commands = new RandomCommands(seed);
      for (int i = 0; i < COMMANDS; i++) {
        ClusterCommand command = commands.next(cluster.data());
        boolean ok = cluster.apply(command).isOk();
        if (ok && command instanceof ClusterCommand.PromoteReplica promote) {
          promotions.add(promote.kind());
        }
        (ok ? accepted : rejected).merge(command.getClass(), 1, Integer::sum);
      }
    }
    // A test that never gets a command accepted, or never refused, has tested nothing of it.
    for (Class<?> kind : ClusterCommand.class.getPermittedSubclasses()) {
      assertTrue(accepted.getOrDefault(kind, 0) > 0, () -> kind + " was never accepted");
      assertTrue(
          kind == ClusterCommand.Noop.class || rejected.getOrDefault(kind, 0) > 0,
          () -> kind + " was never rejected");
    }
    assertEquals(EnumSet.allOf(PromotionKind.class), promotions);
  }

  @Test
  void theSameCommandsGiveTheSameStateAlsoAfterASnapshot() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      ClusterStateMachine one = new ClusterStateMachine();
      ClusterStateMachine other = new ClusterStateMachine();
      RandomCommands commands = new RandomCommands(1000 + seed);
      for (int i = 0; i < COMMANDS; i++) {
        ClusterCommand command = commands.next(one.data());
        assertEquals(one.apply(1, i, command), other.apply(1, i, command));
        if (i % 50 == 0) {
          other = new ClusterStateMachine();
          other.restore(ClusterSnapshot.decode(new ClusterSnapshot(one.data()).encode()));
        }
        assertEquals(one.data().contentHash(), other.data().contentHash());
      }
      assertEquals(one.data(), other.data());
    }
  }
}
