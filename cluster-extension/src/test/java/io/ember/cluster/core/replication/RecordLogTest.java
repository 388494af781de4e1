package io.ember.cluster.core.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecordLogTest {
  /** Against a map, over records from nothing to larger than a segment. */
  @Test
  void keepsWhatAMapKeeps() {
    SplittableRandom random = new SplittableRandom(5);
    RecordLog log = new RecordLog();
    TreeMap<Long, byte[]> model = new TreeMap<>();
    long begin = 0;
    long end = 0;
    for (int step = 0; step < 60_000; step++) {
      int dice = random.nextInt(100);
      if (dice < 80) {
        int length = random.nextInt(400) == 0 ? random.nextInt(150_000) : random.nextInt(300);
        byte[] record = new byte[length + 2];
        random.nextBytes(record);
        assertThat(log.append(record, 1, length)).isEqualTo(end);
        model.put(end++, Arrays.copyOfRange(record, 1, 1 + length));
      } else if (dice < 96) {
        begin = Math.min(end, begin + random.nextInt(12));
        log.trim(begin);
        model.headMap(begin).clear();
      } else if (dice < 99) {
        end = Math.max(begin, end - random.nextInt(5));
        log.cut(end);
        model.tailMap(end).clear();
      } else if (random.nextInt(20) == 0) {
        begin = end + random.nextInt(3);
        end = begin;
        log.reset(begin);
        model.clear();
      }
      assertThat(log.begin()).isEqualTo(begin);
      assertThat(log.end()).isEqualTo(end);
      if (step % 500 == 0) {
        compare(log, model);
      }
    }
    compare(log, model);
  }

  private static void compare(RecordLog log, Map<Long, byte[]> model) {
    long bytes = 0;
    for (var each : model.entrySet()) {
      long offset = each.getKey();
      int at = log.position(offset);
      assertThat(Arrays.copyOfRange(log.segment(offset), at, at + log.length(offset)))
          .isEqualTo(each.getValue());
      bytes += each.getValue().length;
    }
    assertThat(log.bytes()).isEqualTo(bytes);
  }

  @Test
  void refusesARecordThatIsNotKept() {
    RecordLog log = new RecordLog();
    log.append(new byte[] {1}, 0, 1);
    log.append(new byte[] {2}, 0, 1);
    log.trim(1);

    assertThatThrownBy(() -> log.segment(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> log.segment(2)).isInstanceOf(IllegalArgumentException.class);
    assertThat(log.length(1)).isEqualTo(1);
  }
}
