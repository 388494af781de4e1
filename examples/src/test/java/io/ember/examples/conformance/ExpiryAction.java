package io.ember.examples.conformance;

import io.ember.examples.support.Eventually;
import io.ember.examples.support.RespClient;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives a key a life of a few milliseconds and waits until it is gone on both servers.
 *
 * @param way which command gives the life
 */
record ExpiryAction(int link, byte[] key, int way) implements Action {
  static final int WAYS = 6;

  @Override
  public @Nullable Difference play(List<Link> links) throws IOException {
    Link connection = links.get(link);
    Difference difference = connection.call(Line.of("SET").add(key).add("short-lived").words());
    if (difference == null) {
      difference = connection.call(shorten());
    }
    if (difference == null) {
      awaitGone(connection.reference());
      awaitGone(connection.subject());
    }
    return difference;
  }

  private List<byte[]> shorten() {
    return switch (way) {
      case 0 -> Line.of("SET").add(key).add("other").add("PX").add("5").words();
      case 1 -> Line.of("PSETEX").add(key).add("5").add("other").words();
      case 2 -> Line.of("GETEX").add(key).add("PX").add("5").words();
      case 3 -> Line.of("PEXPIREAT").add(key).add(soon()).words();
      case 4 -> Line.of("SET").add(key).add("other").add("PXAT").add(soon()).words();
      default -> Line.of("PEXPIRE").add(key).add("5").words();
    };
  }

  /** {@return a moment that is not over before the slower of the servers has the command} */
  private static String soon() {
    return Long.toString(System.currentTimeMillis() + 30);
  }

  private void awaitGone(RespClient client) throws IOException {
    try {
      Eventually.holds(
          "the key expires",
          () -> client.call(Line.of("EXISTS").add(key).words()).text().equals("0"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public int commandCount() {
    return 3;
  }

  @Override
  public String toString() {
    return "#" + link + "  short life (" + way + ") of " + Line.text(List.of(key));
  }
}
