package io.ember.cluster.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.EngineCall;
import io.ember.engine.WatchToken;
import io.ember.engine.command.CommandFlag;
import io.ember.engine.command.CommandSpec;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClientPauseTest {
  private static final CommandSpec GET =
      CommandSpec.named("get", 2, CommandFlag.READONLY).onCaller(call -> {});
  private static final CommandSpec SET =
      CommandSpec.named("set", 3, CommandFlag.WRITE).onCaller(call -> {});
  private static final CommandSpec PUBLISH = CommandSpec.named("publish", 3).onCaller(call -> {});
  private static final CommandSpec EXEC = CommandSpec.named("exec", 1).onCaller(call -> {});

  private final ClientPause pause = new ClientPause();

  private boolean holds(CommandSpec command, long nowNanos) {
    return pause.holds(command, transaction(false), nowNanos);
  }

  @Test
  void holdsNothingBeforeItBegins() {
    assertThat(holds(SET, 0)).isFalse();
    assertThat(pause.mode(0)).isEqualTo(ClientPause.Mode.OFF);
  }

  @Test
  void aPauseOfWritesHoldsWhatMayWrite() {
    pause.begin(ClientPause.Mode.WRITE, 0, 100);

    assertThat(holds(SET, 99)).isTrue();
    assertThat(holds(PUBLISH, 99)).isTrue();
    assertThat(holds(GET, 99)).isFalse();
    assertThat(holds(EXEC, 99)).isFalse();
    assertThat(pause.holds(EXEC, transaction(true), 99)).isTrue();
    assertThat(holds(SET, 100)).isFalse();
  }

  @Test
  void aPauseOfEverythingHoldsEverything() {
    pause.begin(ClientPause.Mode.ALL, 0, 100);

    assertThat(holds(GET, 0)).isTrue();
    assertThat(holds(EXEC, 0)).isTrue();
  }

  @Test
  void theLaterEndAndTheStricterModeWin() {
    pause.begin(ClientPause.Mode.ALL, 0, 100);
    pause.begin(ClientPause.Mode.WRITE, 10, 20);

    assertThat(pause.mode(50)).isEqualTo(ClientPause.Mode.ALL);
    assertThat(pause.endNanos()).isEqualTo(100);

    pause.begin(ClientPause.Mode.WRITE, 50, 100);

    assertThat(pause.mode(149)).isEqualTo(ClientPause.Mode.ALL);
    assertThat(pause.mode(150)).isEqualTo(ClientPause.Mode.OFF);
  }

  @Test
  void aPauseThatIsOverIsForgotten() {
    pause.begin(ClientPause.Mode.ALL, 0, 100);
    pause.begin(ClientPause.Mode.WRITE, 200, 10);

    assertThat(holds(GET, 205)).isFalse();
    assertThat(holds(SET, 205)).isTrue();
  }

  @Test
  void aClockThatWrapsAroundDoesNotMatter() {
    long now = Long.MAX_VALUE - 10;
    pause.begin(ClientPause.Mode.ALL, now, 100);

    assertThat(holds(GET, now + 99)).isTrue();
    assertThat(holds(GET, now + 100)).isFalse();
  }

  @Test
  void tellsWhoeverWaitsThatSomethingChanged() {
    AtomicInteger changes = new AtomicInteger();
    pause.onChange(changes::incrementAndGet);

    pause.begin(ClientPause.Mode.ALL, 0, 100);
    pause.end();

    assertThat(changes).hasValue(2);
    assertThat(holds(SET, 0)).isFalse();
  }

  private static Transaction transaction(boolean mayWrite) {
    return new Transaction() {
      @Override
      public boolean isOpen() {
        return true;
      }

      @Override
      public void open() {}

      @Override
      public void fail() {}

      @Override
      public boolean isFailed() {
        return false;
      }

      @Override
      public boolean isSpread() {
        return false;
      }

      @Override
      public boolean mayWrite() {
        return mayWrite;
      }

      @Override
      public void discard() {}

      @Override
      public WatchToken watchToken() {
        return new WatchToken();
      }

      @Override
      public void watched(EngineCall watchCall) {}

      @Override
      public String watchElsewhere(int slot) {
        return "";
      }

      @Override
      public boolean watchesElsewhere() {
        return false;
      }

      @Override
      public void unwatch() {}

      @Override
      public void exec(EngineCall execCall) {}
    };
  }
}
