package io.ember.cluster.core.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MigrationStateTest {
  @Test
  void aSourceGoesItsWay() {
    assertThat(
            MigrationState.MIGRATING
                .to(MigrationState.STREAMING)
                .to(MigrationState.FINALIZING)
                .to(MigrationState.COMPLETE)
                .isFinal())
        .isTrue();
  }

  @Test
  void everythingThatIsNotDecidedMayBeAborted() {
    for (MigrationState state : MigrationState.values()) {
      if (!state.isFinal()) {
        assertThat(state.to(MigrationState.ABORTED)).isEqualTo(MigrationState.ABORTED);
      }
    }
  }

  @Test
  void othersThrow() {
    for (MigrationState from : MigrationState.values()) {
      for (MigrationState to : MigrationState.values()) {
        boolean follows =
            switch (to) {
              case STREAMING ->
                  from == MigrationState.IMPORTING || from == MigrationState.MIGRATING;
              case FINALIZING -> from == MigrationState.STREAMING;
              case COMPLETE -> from == MigrationState.FINALIZING;
              case ABORTED -> !from.isFinal();
              case IMPORTING, MIGRATING -> false;
            };
        if (!follows) {
          assertThatThrownBy(() -> from.to(to))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("invalid state transition from " + from + " to " + to);
        }
      }
    }
  }
}
