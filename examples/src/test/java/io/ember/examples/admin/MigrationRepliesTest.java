package io.ember.examples.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.cluster.model.SlotRange;
import io.ember.cluster.model.SlotSet;
import io.ember.examples.cli.CommandException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.util.KeyValue;

class MigrationRepliesTest {
  private static Object bulk(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Object> job(String state, Object moved) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", bulk("m1"));
    map.put("operation", bulk("EXPORT"));
    map.put("slot_ranges", bulk("0-9 12 20-21"));
    map.put("target_node", bulk("t"));
    map.put("source_node", bulk("s"));
    map.put("create_time", 17L);
    map.put("state", bulk(state));
    map.put("message", bulk("why"));
    map.put("slots_moved", moved);
    map.put("bytes_moved", 1_000L);
    map.put("keys_moved", 7L);
    map.put("remaining_ms", 1_500L);
    return map;
  }

  private static List<Object> flat(Map<String, Object> map) {
    List<Object> flat = new ArrayList<>();
    map.forEach(
        (name, value) -> {
          flat.add(bulk(name));
          flat.add(value);
        });
    return flat;
  }

  private static List<Object> pairs(Map<String, Object> map) {
    List<Object> pairs = new ArrayList<>();
    map.forEach((name, value) -> pairs.add(new KeyValue<>(bulk(name), value)));
    return pairs;
  }

  @Test
  void readsJobsInBothVersionsOfTheProtocol() {
    MigrationJob expected =
        new MigrationJob(
            "m1",
            SlotSet.of(List.of(new SlotRange(0, 9), new SlotRange(12, 12), new SlotRange(20, 21))),
            "s",
            "t",
            "streaming",
            "why",
            3,
            1_000,
            7,
            1_500);

    assertThat(MigrationJob.parseAll(List.of(flat(job("streaming", 3L)))))
        .containsExactly(expected);
    assertThat(MigrationJob.parseAll(List.of(pairs(job("streaming", 3L)))))
        .containsExactly(expected);
    assertThat(MigrationJob.parseAll(List.of(job("streaming", bulk("3")))))
        .containsExactly(expected);
    assertThat(MigrationJob.parseAll(List.of())).isEmpty();
    assertThat(expected.hasEnded()).isFalse();
    assertThat(expected.slotsDone()).isEqualTo(3);
  }

  @Test
  void whatANodeDoesNotTellIsUnknown() {
    List<Object> little =
        List.of(
            bulk("name"),
            bulk("m2"),
            bulk("slot_ranges"),
            bulk("5"),
            bulk("state"),
            bulk("success"));

    MigrationJob job = MigrationJob.parseAll(List.of(little)).get(0);

    assertThat(job.bytesMoved()).isEqualTo(MigrationJob.UNKNOWN);
    assertThat(job.source()).isEmpty();
    assertThat(job.hasEnded() && job.hasSucceeded()).isTrue();
    assertThat(job.slotsDone()).isEqualTo(1);
  }

  @Test
  void knowsTheThreeEnds() {
    for (String state : List.of("failed", "cancelled")) {
      MigrationJob job = MigrationJob.parseAll(List.of(flat(job(state, 3L)))).get(0);
      assertThat(job.hasEnded()).as(state).isTrue();
      assertThat(job.hasSucceeded()).as(state).isFalse();
    }
  }

  @Test
  void readsSlotStatsInBothVersionsOfTheProtocol() {
    Map<String, Object> metrics = new LinkedHashMap<>();
    metrics.put("key-count", 4L);
    metrics.put("cpu-usec", 5L);
    metrics.put("network-bytes-in", 6L);
    metrics.put("memory-bytes", 8L);
    SlotStat expected = new SlotStat(9, 4, 5, 8);

    assertThat(SlotStat.parse(List.of(List.of(9L, flat(metrics))))).containsExactly(expected);
    assertThat(SlotStat.parse(List.of(List.of(9L, pairs(metrics))))).containsExactly(expected);
    assertThat(SlotStat.parse(List.of(List.of(9L, flat(Map.of("key-count", 4L))))))
        .containsExactly(new SlotStat(9, 4, 0, 0));
  }

  @Test
  void saysWhatItCannotRead() {
    assertThatThrownBy(() -> MigrationJob.parseAll(bulk("OK")))
        .isInstanceOf(CommandException.class)
        .hasMessage("the node answered not an array but OK");
    assertThatThrownBy(() -> MigrationJob.parseAll(List.of(List.of(bulk("name")))))
        .hasMessageContaining("not a map");
    assertThatThrownBy(() -> SlotStat.parse(List.of(List.of(bulk("x"), List.of()))))
        .hasMessageContaining("not an integer but x");
  }

  @Test
  void longListsOfSlotsAreCutShort() {
    int[] odd = IntStream.range(0, 500).map(i -> 2 * i + 1).toArray();

    String brief = SlotLists.brief(SlotSet.ofSlots(odd));

    int shown = (int) brief.chars().filter(c -> c == ',').count();
    assertThat(brief).startsWith("1,3,5,").hasSizeLessThan(90);
    assertThat(brief).endsWith(",... and " + (500 - shown) + " ranges more");
    assertThat(SlotLists.brief(SlotSet.ofSlots(4, 5, 6))).isEqualTo("4-6");
  }
}
