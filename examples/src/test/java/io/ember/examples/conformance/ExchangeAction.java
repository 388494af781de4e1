package io.ember.examples.conformance;

import io.ember.examples.support.RespValue;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Has each of the servers dump a key, and the other one restore what that answered. */
record ExchangeAction(int link, byte[] key) implements Action {
  @Override
  public @Nullable Difference play(List<Link> links) throws IOException {
    Link connection = links.get(link);
    List<byte[]> dump = Line.of("DUMP").add(key).words();
    RespValue expected = connection.reference().call(dump);
    RespValue actual = connection.subject().call(dump);
    byte[] ofReference = expected.bytes();
    byte[] ofSubject = actual.bytes();
    if (!Rule.of(dump).accepts(expected, actual)) {
      return new Difference(dump, connection.protocol(), expected, actual);
    }
    if (ofReference == null || ofSubject == null || expected.isError()) {
      return null;
    }
    RespValue taken = connection.reference().call(restore(ofSubject));
    RespValue takenToo = connection.subject().call(restore(ofReference));
    if (!taken.equals(takenToo)) {
      return new Difference(restore(ofReference), connection.protocol(), taken, takenToo);
    }
    for (String command : List.of("GET", "OBJECT ENCODING", "PTTL")) {
      Difference difference = connection.call(Line.of(command).add(key).words());
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private List<byte[]> restore(byte[] payload) {
    return Line.of("RESTORE").add(key).add("0").add(payload).add("REPLACE").words();
  }

  @Override
  public int commandCount() {
    return 1;
  }

  @Override
  public String toString() {
    return "#" + link + "  exchange payloads of " + Line.text(List.of(key));
  }
}
