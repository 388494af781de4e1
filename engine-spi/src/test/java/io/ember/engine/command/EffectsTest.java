package io.ember.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.Slots;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the commands do to the data, as replicas will see it. */
class EffectsTest {
  private final CommandFixture engine = new CommandFixture();
  private final RecordedEffects effects = new RecordedEffects();

  @BeforeEach
  void record() {
    engine.lane(0).setEffects(effects);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void setWithATimeIsOnePut() {
    engine.run("SET k v PX 500");

    assertThat(effects.take()).containsExactly("put k v until " + (CommandFixture.START_MS + 500));
  }

  @Test
  void countersArePutsThatKeepTheExpiry() {
    engine.run("SET k 1 PXAT 4000000000000");
    effects.take();

    engine.run("INCR k");
    engine.run("INCRBYFLOAT k 0.5");

    assertThat(effects.take())
        .containsExactly("put k 2 until 4000000000000", "put k 2.5 until 4000000000000");
  }

  @Test
  void partsOfStringsAreWrites() {
    engine.run("SET k hello");
    engine.run("APPEND k wo");
    engine.run("SETRANGE k 9 x");
    engine.run("SETRANGE k 9 ".concat("xx"));

    assertThat(effects.take())
        .containsExactly("put k hello", "write k at 5: 2", "write k at 9: 1", "write k at 9: 2");
  }

  @Test
  void renameIsAPutAndARemoval() {
    engine.run("SET a v PXAT 4000000000000");
    effects.take();

    engine.run("RENAME a b");

    assertThat(effects.take()).containsExactly("put b v until 4000000000000", "remove a CALL");
  }

  @Test
  void msetIsAPutForEachPair() {
    engine.run("MSET a 1 b 2");
    engine.run("MSETNX c 1 a 2");

    assertThat(effects.take()).containsExactly("put a 1", "put b 2");
  }

  @Test
  void expiriesAreAbsolute() {
    engine.run("SET k v");
    engine.run("EXPIRE k 10");
    engine.run("GETEX k PX 5");
    engine.run("PERSIST k");
    engine.run("EXPIRE k 0");

    assertThat(effects.take())
        .containsExactly(
            "put k v",
            "expire k until " + (CommandFixture.START_MS + 10_000),
            "expire k until " + (CommandFixture.START_MS + 5),
            "expire k",
            "remove k CALL");
  }

  @Test
  void anEntryWhoseTimeIsOverIsRemovedByWhoeverFindsIt() {
    engine.run("SET k v PX 10");
    effects.take();
    engine.advance(10);

    assertThat(engine.run("GET k")).isEqualTo("nil");

    assertThat(effects.take()).containsExactly("remove k EXPIRED");
  }

  @Test
  void whatChangesNothingHasNoEffect() {
    engine.run("SET k v");
    effects.take();

    engine.run("SET k w NX");
    engine.run("SETNX k w");
    engine.run("GETEX k");
    engine.run("GETEX k PERSIST");
    engine.run("PERSIST k");
    engine.run("EXPIRE k 10 XX");
    engine.run("SETRANGE k 5 ");
    engine.run("RENAME k k");
    engine.run("COPY k k");
    engine.run("DEL nosuch");
    engine.run("GETDEL nosuch");
    engine.run("INCR k");

    assertThat(effects.take()).isEmpty();
  }

  @Test
  void flushingClearsTheSlotsThatHaveEntries() {
    engine.run("SET k v");
    effects.take();

    engine.run("FLUSHALL");

    int slot = Slots.keySlot("k".getBytes(StandardCharsets.US_ASCII));
    assertThat(effects.take()).containsExactly("clear " + slot);
  }
}
