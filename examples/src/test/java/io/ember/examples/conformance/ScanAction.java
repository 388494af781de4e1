package io.ember.examples.conformance;

import io.ember.examples.support.RespClient;
import io.ember.examples.support.RespValue;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A whole iteration with SCAN: the cursors are the server's own, the keys found are not.
 *
 * @param options what follows the cursor
 */
record ScanAction(int link, List<byte[]> options) implements Action {
  private static final int MOST_CALLS = 100_000;

  @Override
  public @Nullable Difference play(List<Link> links) throws IOException {
    Link connection = links.get(link);
    RespValue expected = iterate(connection.reference());
    RespValue actual = iterate(connection.subject());
    return expected.equals(actual)
        ? null
        : new Difference(command("0"), connection.protocol(), expected, actual);
  }

  /** {@return the keys in order, each once; or what SCAN answered instead} */
  private RespValue iterate(RespClient client) throws IOException {
    TreeSet<String> found = new TreeSet<>();
    String cursor = "0";
    for (int calls = 0; calls < MOST_CALLS; calls++) {
      RespValue reply = client.call(command(cursor));
      List<RespValue> parts = reply.children();
      if (parts.size() != 2 || parts.get(0).type() != '$' || parts.get(1).type() != '*') {
        return reply;
      }
      parts.get(1).children().forEach(key -> found.add(key.type() + key.text()));
      cursor = parts.get(0).text();
      if (cursor.equals("0")) {
        return new RespValue('+', Dice.latin(found.toString()), null);
      }
    }
    return new RespValue('?', Dice.latin("no end after " + MOST_CALLS + " calls"), null);
  }

  private List<byte[]> command(String cursor) {
    Line line = Line.of("SCAN").add(cursor);
    options.forEach(line::add);
    return line.words();
  }

  @Override
  public int commandCount() {
    return 2;
  }

  @Override
  public String toString() {
    return "#" + link + "  whole SCAN " + Line.text(options);
  }
}
