package io.ember.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.EngineCall;
import io.ember.engine.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The commands that every lane has a part in. */
class KeyspaceCommandsTest {
  private static final int LANES = 3;

  private final CommandFixture engine = new CommandFixture(LANES);

  @AfterEach
  void close() {
    engine.close();
  }

  private Set<String> fill(int count) {
    Set<String> keys = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      engine.call("SET", "key:" + i, "v");
      keys.add("key:" + i);
    }
    return keys;
  }

  /** {@return all keys that a whole SCAN answers, as often as it does} */
  private List<String> scan(String... options) {
    List<String> found = new ArrayList<>();
    String cursor = "0";
    int calls = 0;
    do {
      List<String> words = new ArrayList<>(List.of("SCAN", cursor));
      words.addAll(List.of(options));
      Reply.Array reply = (Reply.Array) engine.call(words.toArray(new String[0]));
      cursor = ((Reply.Bulk) reply.items().get(0)).text();
      for (Reply key : ((Reply.Array) reply.items().get(1)).items()) {
        found.add(((Reply.Bulk) key).text());
      }
      calls++;
      assertThat(calls).as("the scan ends").isLessThan(100_000);
    } while (!cursor.equals("0"));
    return found;
  }

  @Test
  void scanFindsEveryKeyOnceWhileNothingChanges() {
    Set<String> keys = fill(2_000);

    assertThat(scan()).hasSameElementsAs(keys).hasSameSizeAs(keys);
    assertThat(scan("COUNT", "1")).hasSameElementsAs(keys).hasSameSizeAs(keys);
    assertThat(scan("COUNT", "100000")).hasSameElementsAs(keys).hasSameSizeAs(keys);
    assertThat(scan("MATCH", "key:1?")).hasSize(10);
    assertThat(scan("TYPE", "list")).isEmpty();
  }

  @Test
  void scanFindsManyKeysOfOneSlot() {
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < 3_000; i++) {
      engine.call("SET", "{t}" + i, "v");
      keys.add("{t}" + i);
    }

    assertThat(scan("COUNT", "7")).containsAll(keys);
  }

  @Test
  void scanFindsWhatStaysWhileOtherKeysComeAndGo() {
    Random random = new Random(1);
    Set<String> staying = fill(500);
    Set<String> found = new HashSet<>();
    String cursor = "0";
    do {
      Reply.Array reply = (Reply.Array) engine.call("SCAN", cursor, "COUNT", "5");
      cursor = ((Reply.Bulk) reply.items().get(0)).text();
      for (Reply key : ((Reply.Array) reply.items().get(1)).items()) {
        found.add(((Reply.Bulk) key).text());
      }
      for (int i = 0; i < 20; i++) {
        engine.call(random.nextBoolean() ? "DEL" : "GET", "guest:" + random.nextInt(200));
        engine.call("SET", "guest:" + random.nextInt(200), "v");
      }
    } while (!cursor.equals("0"));

    assertThat(found).containsAll(staying);
  }

  /** {@return long keys, of which this many bytes are more than what a call may collect} */
  private Set<String> fillWithLongKeys(long bytes) {
    String tail = "x".repeat(64_000);
    Set<String> keys = new HashSet<>();
    for (int i = 0; i <= bytes / tail.length(); i++) {
      engine.call("SET", i + tail, "v");
      keys.add(i + tail);
    }
    return keys;
  }

  @Test
  void scanEndsBeforeItsCountWhenItHasMegabytesOfKeys() {
    Set<String> keys = fillWithLongKeys(20L << 20);

    Reply.Array first = (Reply.Array) engine.call("SCAN", "0", "COUNT", "1000000");

    assertThat(((Reply.Array) first.items().get(1)).items().size()).isLessThan(keys.size() / 2);
    assertThat(scan("COUNT", "1000000")).hasSameElementsAs(keys).hasSameSizeAs(keys);
  }

  @Test
  void keysThatWouldFillTheHeapAreRefused() {
    fillWithLongKeys(EngineCall.MAX_COPIED_BYTES);

    assertThat(engine.run("KEYS *"))
        .startsWith("-ERR the keys take more than")
        .endsWith("use SCAN");
    assertThat(engine.run("KEYS nosuch*")).isEqualTo("[]");
  }

  @Test
  void aScanOfManyKeysIsCutIntoSlices() {
    fill(4_000);

    engine.call("SCAN", "0", "COUNT", "1000000");

    assertThat(engine.slices()).isGreaterThan(2);
  }

  @Test
  void cursorsThatNobodyHandedOutAreHarmless() {
    fill(100);
    Random random = new Random(2);
    for (int i = 0; i < 500; i++) {
      String cursor = Long.toUnsignedString(random.nextLong() >>> random.nextInt(64));

      assertThat(engine.call("SCAN", cursor)).as(cursor).isInstanceOf(Reply.Array.class);
    }
    assertThat(engine.run("SCAN -1")).startsWith("[");
  }

  @Test
  void keysAndDbsizeAddUpOverLanes() {
    Set<String> keys = fill(1_000);

    Reply.Array reply = (Reply.Array) engine.call("KEYS", "key:*");

    assertThat(reply.items()).hasSize(1_000).doesNotHaveDuplicates();
    assertThat(engine.run("DBSIZE")).isEqualTo(":" + keys.size());
    assertThat(engine.run("KEYS key:99")).isEqualTo("[\"key:99\"]");
    assertThat(engine.run("KEYS nosuch")).isEqualTo("[]");
  }

  @Test
  void flushingEmptiesEveryLane() {
    fill(1_000);

    assertThat(engine.run("FLUSHALL")).isEqualTo("+OK");

    assertThat(engine.slices()).as("in slices").isGreaterThan(2 * LANES);
    assertThat(engine.run("DBSIZE")).isEqualTo(":0");
    assertThat(engine.run("GET key:1")).isEqualTo("nil");
    assertThat(scan()).isEmpty();
  }

  @Test
  void randomKeyDrawsAboutUniformlyOverLanesAndSlots() {
    Set<String> keys = fill(60);
    Map<String, Integer> drawn = new HashMap<>();
    int draws = 3_000;
    for (int i = 0; i < draws; i++) {
      String key = ((Reply.Bulk) engine.call("RANDOMKEY")).text();
      drawn.merge(key, 1, Integer::sum);
    }

    assertThat(drawn.keySet()).isEqualTo(keys);
    // 50 each on average; the seeds are fixed, so this does not depend on luck.
    assertThat(drawn.values()).allMatch(count -> count > 20 && count < 100);
  }

  @Test
  void randomKeyDrawsFromOneFullSlot() {
    Set<String> drawn = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      engine.call("SET", "{t}" + i, "v");
    }
    for (int i = 0; i < 2_000; i++) {
      drawn.add(((Reply.Bulk) engine.call("RANDOMKEY")).text());
    }

    assertThat(drawn).hasSize(40);
  }

  @Test
  void randomKeyAnswersNothingWithoutKeys() {
    assertThat(engine.run("RANDOMKEY")).isEqualTo("nil");
  }

  @Test
  void slotKeysCountsAndListsTheKeysOfASlot() {
    int slot = engine.key("{t}0").slot();
    for (int i = 0; i < 50; i++) {
      engine.call("SET", "{t}" + i, "v");
    }
    var lane = engine.lane(slot % LANES);

    assertThat(SlotKeys.count(lane, slot)).isEqualTo(50);
    assertThat(SlotKeys.list(lane, slot, 10)).hasSize(10);
    assertThat(SlotKeys.list(lane, slot, 1_000))
        .hasSize(50)
        .extracting(String::new)
        .contains("{t}49");
    assertThat(SlotKeys.list(lane, slot, 0)).isEmpty();
    assertThat(SlotKeys.list(lane, slot == 0 ? 3 : slot - LANES, 10)).isEmpty();
  }

  @Test
  void memoryCommandsAddUpOverLanes() {
    fill(100);

    Reply.Pairs stats = (Reply.Pairs) engine.call("MEMORY", "STATS");

    Map<String, Reply> figures = new HashMap<>();
    stats
        .pairs()
        .forEach(pair -> figures.put(((Reply.Bulk) pair.getKey()).text(), pair.getValue()));
    assertThat(figures.get("keys.count")).isEqualTo(new Reply.Int(100));
    assertThat(figures.get("dataset.bytes")).isNotNull().isNotEqualTo(new Reply.Int(0));
    assertThat(engine.call("MEMORY", "DOCTOR")).isInstanceOf(Reply.Verbatim.class);
    assertThat(engine.run("MEMORY PURGE")).isEqualTo("+OK");
    assertThat(engine.call("MEMORY", "MALLOC-STATS")).isInstanceOf(Reply.Bulk.class);
    assertThat(((Reply.Int) engine.call("MEMORY", "USAGE", "key:1")).value()).isPositive();
  }
}
