package io.ember.engine;

import static io.ember.engine.KeyspaceFixture.NEVER;
import static io.ember.engine.KeyspaceFixture.STRING;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Reading and overwriting allocate nothing, with a watch on another key and with a limit too. */
class KeyspaceAllocationTest {
  private static final int OPERATIONS = 200_000;
  private static final int KEYS = 256;

  private final MemoryBudget memory = new MemoryBudget(1L << 30, true);
  private final KeyspaceFixture fixture = new KeyspaceFixture(memory, true);
  private final Key[] keys = new Key[KEYS];
  private final Bytes value = Bytes.of("v".repeat(64));

  KeyspaceAllocationTest() {
    fixture.keyspace.setEffects(EffectSink.NONE);
    for (int i = 0; i < KEYS; i++) {
      keys[i] = fixture.key("key:" + i);
      fixture.keyspace.put(keys[i], STRING, value, NEVER);
    }
    fixture.keyspace.watch(fixture.key("watched"), new WatchToken());
  }

  private long work() {
    Keyspace keyspace = fixture.keyspace;
    long length = 0;
    for (int i = 0; i < OPERATIONS; i++) {
      Key key = keys[i & KEYS - 1];
      keyspace.setNowMs(KeyspaceFixture.START_MS + i);
      if (keyspace.makeRoom()) {
        keyspace.put(key, STRING, value, NEVER);
      }
      EntryView entry = keyspace.find(key);
      length += entry == null ? 0 : entry.length();
    }
    return length;
  }

  @Test
  void readsAndOverwritesWithoutGarbage() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long expected = 64L * OPERATIONS;
    assertThat(work()).isEqualTo(expected);
    long before = threads.getCurrentThreadAllocatedBytes();

    long length = work();

    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(length).isEqualTo(expected);
    assertThat(allocated).isLessThan(OPERATIONS / 10);
  }
}
