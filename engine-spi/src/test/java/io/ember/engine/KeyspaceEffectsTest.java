package io.ember.engine;

import static io.ember.engine.KeyspaceFixture.NEVER;
import static io.ember.engine.KeyspaceFixture.START_MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.command.CommandTable;
import io.ember.engine.command.StandardCommands;
import io.ember.engine.heap.HeapSlotStoreFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever repeats the effects has the same data, whatever the commands were. */
class KeyspaceEffectsTest {
  private final HeapSlotStoreFactory factory = new HeapSlotStoreFactory();
  private final List<Effect> effects = new ArrayList<>();
  private final CommandExecutor executor = new CommandExecutor();
  private CommandTable commands = new CommandTable.Builder().build();

  /** Keeps effects as values. */
  private final class Recorder implements EffectSink {
    @Override
    public void put(Key key, byte type, Bytes value, long expiresAtMs) {
      effects.add(
          new Effect.Put(key.slot(), key.toByteArray(), type, value.toByteArray(), expiresAtMs));
    }

    @Override
    public void put(Key key, byte type, Blob value, long expiresAtMs) {
      byte[] content = new byte[value.length()];
      value.copyTo(0, content, 0, content.length);
      effects.add(new Effect.Put(key.slot(), key.toByteArray(), type, content, expiresAtMs));
    }

    @Override
    public void write(Key key, byte type, int position, Bytes bytes) {
      effects.add(
          new Effect.Write(key.slot(), key.toByteArray(), type, position, bytes.toByteArray()));
    }

    @Override
    public void expire(Key key, long expiresAtMs) {
      effects.add(new Effect.Expire(key.slot(), key.toByteArray(), expiresAtMs));
    }

    @Override
    public void remove(Key key, RemovalReason reason) {
      effects.add(new Effect.Remove(key.slot(), key.toByteArray(), reason));
    }

    @Override
    public void clear(int slot) {
      effects.add(new Effect.Clear(slot));
    }
  }

  private void replay(SlotStores stores) {
    for (Effect effect : effects) {
      SlotStore store = stores.slot(effect.slot());
      if (effect instanceof Effect.Put put) {
        store.put(key(put.slot(), put.key()), put.type(), Bytes.of(put.value()), put.expiresAtMs());
      } else if (effect instanceof Effect.Write write) {
        Key key = key(write.slot(), write.key());
        assertThat(store.write(key, write.type(), write.position(), Bytes.of(write.bytes())))
            .isTrue();
      } else if (effect instanceof Effect.Expire expire) {
        assertThat(store.expire(key(expire.slot(), expire.key()), expire.expiresAtMs())).isTrue();
      } else if (effect instanceof Effect.Remove remove) {
        assertThat(store.remove(key(remove.slot(), remove.key()))).isTrue();
      } else if (effect instanceof Effect.Clear) {
        assertThat(store.count()).isPositive();
        store.clear();
      } else {
        throw new AssertionError(effect);
      }
    }
  }

  private Key key(int slot, byte[] bytes) {
    return new Key()
        .set(bytes, 0, bytes.length, slot, factory.hasher().hash(bytes, 0, bytes.length));
  }

  /** {@return everything in the stores as text, sorted} */
  private static Map<String, String> contentOf(SlotStores stores) {
    Map<String, String> content = new TreeMap<>();
    for (int slot = 0; slot < Slots.SLOT_COUNT; slot++) {
      String prefix = slot + "/";
      stores
          .slot(slot)
          .scan(
              SlotStore.SCAN_START,
              Integer.MAX_VALUE,
              entry ->
                  content.put(
                      prefix + Bytes.of(entry.keyBytes()).toText(),
                      entry.type()
                          + " "
                          + entry.expiresAtMs()
                          + " "
                          + java.util.Arrays.hashCode(entry.valueBytes())
                          + " "
                          + entry.length()));
    }
    return content;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void repeatsRandomCommandsByTheirEffects(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    CommandTable.Builder table = new CommandTable.Builder();
    StandardCommands.register(table);
    commands = table.build();
    try (SlotStores stores = factory.create(new SlotStoreConfig(24, 64, true));
        SlotStores copies = factory.create(SlotStoreConfig.DEFAULTS)) {
      MemoryBudget memory = new MemoryBudget(400_000, true);
      Keyspace keyspace = new Keyspace(stores, factory.hasher(), memory, slot -> true, seed);
      keyspace.setEffects(new Recorder());
      long nowMs = START_MS;
      for (int i = 0; i < 10_000; i++) {
        nowMs += random.nextInt(20);
        keyspace.setNowMs(nowMs);
        execute(keyspace, randomCommand(random));
        if (i % 50 == 0) {
          keyspace.sweepExpired(20);
        }
        if (random.nextInt(2000) == 0) {
          keyspace.clear(keyspace.nextSlotWithEntries(0));
        }
      }

      replay(copies);

      assertThat(keyspace.evictedCount()).isPositive();
      assertThat(keyspace.expiredCount()).isPositive();
      assertThat(stores.count()).isPositive();
      assertThat(contentOf(copies)).isEqualTo(contentOf(stores));
    }
  }

  private void execute(Keyspace keyspace, String... words) {
    byte[][] arguments = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      arguments[i] = KeyspaceFixture.bytes(words[i]);
    }
    EmbeddedCall call = EmbeddedCall.of(arguments, factory);
    assertThat(commands.resolve(call)).as("%s", (Object) words).isTrue();
    executor.execute(call, keyspace);
    LaneStep step = call.takeContinuation();
    while (step != null) {
      boolean isLast = executor.run(call, step, keyspace);
      LaneStep following = call.takeContinuation();
      step = following != null ? following : isLast ? null : step;
    }
    call.completed();
    assertThat(call.answer().join()).isNotNull();
  }

  /** {@return now and then a length around that from which on values are blobs} */
  private static int largeLength(SplittableRandom random) {
    return random.nextInt(8) == 0 ? 65_000 + random.nextInt(2000) : random.nextInt(2000);
  }

  private static String[] randomCommand(SplittableRandom random) {
    String key = "{t" + random.nextInt(40) + "}" + random.nextInt(10);
    String other = key.substring(0, key.indexOf('}') + 1) + random.nextInt(10);
    String value = "v".repeat(random.nextInt(60));
    return switch (random.nextInt(24)) {
      case 0 -> new String[] {"SET", key, value};
      case 1 -> new String[] {"SET", key, value, "PX", "" + (1 + random.nextInt(5000))};
      case 2 -> new String[] {"SET", key, "" + random.nextInt(1000), "KEEPTTL"};
      case 3 -> new String[] {"SET", key, "x".repeat(largeLength(random))};
      case 4 -> new String[] {"APPEND", key, value};
      case 5 -> new String[] {"SETRANGE", key, "" + random.nextInt(300), value};
      case 6 -> new String[] {"INCRBY", key, "" + random.nextInt(100)};
      case 7 -> new String[] {"INCRBYFLOAT", key, "1.5"};
      case 8 -> new String[] {"PEXPIRE", key, "" + (random.nextInt(4000) - 100)};
      case 9 -> new String[] {"PERSIST", key};
      case 10 -> new String[] {"DEL", key, other};
      case 11 -> new String[] {"GETDEL", key};
      case 12 -> new String[] {"GETEX", key, "PX", "" + (1 + random.nextInt(3000))};
      case 13 -> new String[] {"RENAME", key, other};
      case 14 -> new String[] {"COPY", key, other, "REPLACE"};
      case 15 -> new String[] {"MSET", key, value, other, "2"};
      case 16 -> new String[] {"GETSET", key, value};
      case 17 -> new String[] {"SETNX", key, "1"};
      case 18 -> new String[] {"UNLINK", key};
      case 19 -> new String[] {"RENAMENX", key, other};
      case 20 -> new String[] {"EXPIREAT", key, "" + (START_MS / 1000 + random.nextInt(300))};
      case 21 -> new String[] {"GETEX", key, "PERSIST"};
      case 22 -> new String[] {"PSETEX", key, "" + (1 + random.nextInt(2000)), value};
      default -> new String[] {"GET", key};
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 70_000})
  void tellsTheValueOfABlob(int length) {
    try (SlotStores stores = factory.create(SlotStoreConfig.DEFAULTS)) {
      Keyspace keyspace =
          new Keyspace(
              stores,
              factory.hasher(),
              new MemoryBudget(MemoryBudget.UNLIMITED, false),
              slot -> true,
              1);
      keyspace.setEffects(new Recorder());
      HeapBlob blob = new HeapBlob(length);
      blob.setLength(length);

      keyspace.put(key(5, new byte[] {'k'}), (byte) 0, blob, NEVER);

      assertThat(effects).hasSize(1);
      assertThat(((Effect.Put) effects.get(0)).value()).hasSize(length);
    }
  }
}
