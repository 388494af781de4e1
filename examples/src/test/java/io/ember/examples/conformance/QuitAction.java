package io.ember.examples.conformance;

import io.ember.examples.support.RespValue;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says QUIT, sees the connection closed, and connects anew. */
record QuitAction(int link) implements Action {
  @Override
  public @Nullable Difference play(List<Link> links) throws IOException {
    Link connection = links.get(link);
    List<byte[]> quit = Line.of("QUIT").words();
    Difference difference = connection.call(quit);
    if (difference == null) {
      RespValue expected = ending(connection.reference().isClosedByServer());
      RespValue actual = ending(connection.subject().isClosedByServer());
      if (!expected.equals(actual)) {
        difference = new Difference(quit, connection.protocol(), expected, actual);
      }
    }
    connection.reconnect();
    return difference;
  }

  private static RespValue ending(boolean closed) {
    return new RespValue('+', Dice.latin(closed ? "closed" : "not closed"), null);
  }

  @Override
  public int commandCount() {
    return 1;
  }

  @Override
  public String toString() {
    return "#" + link + "  QUIT";
  }
}
