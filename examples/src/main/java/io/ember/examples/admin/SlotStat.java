package io.ember.examples.admin;

import io.ember.examples.cli.CommandException;
import io.ember.examples.cli.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One slot as CLUSTER SLOT-STATS tells of it.
 *
 * @param cpuMicros processor time since the node counts; 0 if it does not
 * @param memoryBytes 0 if the node does not tell
 */
record SlotStat(int slot, long keys, long cpuMicros, long memoryBytes) {
  /** {@return the slots of a reply, in RESP2 or RESP3} */
  static List<SlotStat> parse(Object reply) {
    List<SlotStat> all = new ArrayList<>();
    for (Object entry : ReplyValues.list(reply)) {
      List<Object> pair = ReplyValues.list(entry);
      if (pair.size() != 2) {
        throw new CommandException(ExitCode.SOFTWARE, "not an entry of CLUSTER SLOT-STATS");
      }
      Map<String, Object> metrics = ReplyValues.map(pair.get(1));
      all.add(
          new SlotStat(
              (int) ReplyValues.number(pair.get(0)),
              ReplyValues.number(metrics, "key-count", 0),
              ReplyValues.number(metrics, "cpu-usec", 0),
              ReplyValues.number(metrics, "memory-bytes", 0)));
    }
    return all;
  }
}
