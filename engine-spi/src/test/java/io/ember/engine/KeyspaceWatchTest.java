package io.ember.engine;

import static io.ember.engine.KeyspaceFixture.NEVER;
import static io.ember.engine.KeyspaceFixture.START_MS;
import static io.ember.engine.KeyspaceFixture.STRING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** WATCH as in Redis 7. */
class KeyspaceWatchTest {
  private final KeyspaceFixture fixture = new KeyspaceFixture();
  private final Keyspace keyspace = fixture.keyspace;
  private final WatchToken token = new WatchToken();

  private boolean isChanged() {
    return token.isChangedAt(keyspace.nowMs());
  }

  /** A way to change a key. */
  private record Change(String name, Consumer<KeyspaceFixture> action) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Change> changes() {
    return Stream.of(
        new Change("put", f -> f.put("k", "other")),
        new Change("put of the same value", f -> f.put("k", "v")),
        new Change(
            "put of a blob", f -> f.keyspace.put(f.key("k"), STRING, new HeapBlob(10), NEVER)),
        new Change("write", f -> f.keyspace.write(f.key("k"), STRING, 0, Bytes.of("x"))),
        new Change("expiry", f -> f.keyspace.setExpiry(f.key("k"), START_MS + 100_000)),
        new Change("removal", f -> f.keyspace.remove(f.key("k"))),
        new Change("eviction", f -> f.keyspace.evict(f.key("k"))),
        new Change("clear", f -> f.keyspace.clear(f.key("k").slot())));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void noticesAnyChangeOfAKey(Change change) {
    fixture.put("k", "v");
    keyspace.watch(fixture.key("k"), token);
    assertThat(isChanged()).isFalse();

    change.action().accept(fixture);

    assertThat(isChanged()).isTrue();
    assertThat(token.isChanged()).isTrue();
  }

  @Test
  void noticesThatAMissingKeyIsPut() {
    keyspace.watch(fixture.key("k"), token);

    fixture.put("k", "v");

    assertThat(isChanged()).isTrue();
  }

  @Test
  void doesNotMindReadsNorWritesOfOtherKeys() {
    fixture.put("{t}k", "v");
    keyspace.watch(fixture.key("{t}k"), token);

    fixture.get("{t}k");
    fixture.has("{t}k");
    fixture.put("{t}other", "v");
    fixture.put("other", "v");
    keyspace.remove(fixture.key("{t}none"));

    assertThat(isChanged()).isFalse();
  }

  @Test
  void doesNotMindTheRemovalOfAMissingKey() {
    keyspace.watch(fixture.key("k"), token);

    keyspace.remove(fixture.key("k"));
    keyspace.write(fixture.key("k"), STRING, 0, Bytes.of("x"));
    keyspace.setExpiry(fixture.key("k"), START_MS);

    assertThat(isChanged()).isFalse();
  }

  @Test
  void noticesThatAKeyExpiresThoughNobodyLooks() {
    fixture.put("k", "v", START_MS + 100);
    keyspace.watch(fixture.key("k"), token);
    fixture.atMs(99);
    assertThat(isChanged()).isFalse();

    fixture.atMs(100);

    assertThat(isChanged()).isTrue();
  }

  @Test
  void noticesThatAKeyExpiresWhenSomebodyLooks() {
    fixture.put("k", "v", START_MS + 100);
    keyspace.watch(fixture.key("k"), token);
    fixture.atMs(100);

    fixture.get("k");

    assertThat(token.isChanged()).isTrue();
  }

  @Test
  void noticesThatAKeyIsSwept() {
    fixture.put("k", "v", START_MS + 100);
    keyspace.watch(fixture.key("k"), token);
    fixture.atMs(100);

    keyspace.sweepExpired(100);

    assertThat(token.isChanged()).isTrue();
  }

  @Test
  void noticesTheFirstOfSeveralKeysThatExpires() {
    fixture.put("late", "v", START_MS + 500);
    fixture.put("early", "v", START_MS + 100);
    fixture.put("never", "v");
    keyspace.watch(fixture.key("late"), token);
    keyspace.watch(fixture.key("early"), token);
    keyspace.watch(fixture.key("never"), token);

    fixture.atMs(100);

    assertThat(isChanged()).isTrue();
  }

  @Test
  void doesNotMindAKeyThatHadExpiredBefore() {
    fixture.put("k", "v", START_MS + 100);
    fixture.atMs(100);
    keyspace.watch(fixture.key("k"), token);

    fixture.get("k");
    keyspace.sweepExpired(100);
    keyspace.clear(fixture.key("k").slot());

    assertThat(isChanged()).isFalse();
  }

  @Test
  void doesNotMindThatASlotIsClearedWhichLacksTheKey() {
    fixture.put("{t}other", "v");
    keyspace.watch(fixture.key("{t}k"), token);

    keyspace.clear(fixture.key("{t}k").slot());

    assertThat(isChanged()).isFalse();
  }

  @Test
  void noticesNothingAfterTheWatchHasEnded() {
    fixture.put("k", "v");
    keyspace.watch(fixture.key("k"), token);
    keyspace.watch(fixture.key("k"), token);

    keyspace.unwatch(fixture.key("k"), token);
    fixture.put("k", "w");

    assertThat(token.isChanged()).isFalse();
  }

  @Test
  void endsTheWatchOfOneTokenAndKeepsTheOthers() {
    WatchToken other = new WatchToken();
    keyspace.watch(fixture.key("k"), token);
    keyspace.watch(fixture.key("k"), other);
    keyspace.unwatch(fixture.key("k"), token);
    keyspace.unwatch(fixture.key("never watched"), token);

    fixture.put("k", "v");

    assertThat(token.isChanged()).isFalse();
    assertThat(other.isChanged()).isTrue();
  }

  @Test
  void keepsManyWatchesApart() {
    List<WatchToken> tokens = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      WatchToken each = new WatchToken();
      tokens.add(each);
      keyspace.watch(fixture.key("k" + i), each);
    }
    for (int i = 0; i < 1000; i += 3) {
      keyspace.unwatch(fixture.key("k" + i), tokens.get(i));
    }

    for (int i = 0; i < 1000; i += 2) {
      fixture.put("k" + i, "v");
    }

    for (int i = 0; i < 1000; i++) {
      assertThat(tokens.get(i).isChanged()).isEqualTo(i % 3 != 0 && i % 2 == 0);
    }
  }
}
