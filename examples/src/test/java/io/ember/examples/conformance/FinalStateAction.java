package io.ember.examples.conformance;

import io.ember.examples.support.RespValue;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares all that is left in the two servers: keys, values and times to live. */
record FinalStateAction(int link) implements Action {
  @Override
  public @Nullable Difference play(List<Link> links) throws IOException {
    Link connection = links.get(link);
    connection.reconnect();
    Difference difference = connection.call(Line.of("KEYS *").words());
    if (difference != null) {
      return difference;
    }
    RespValue keys = connection.reference().call("KEYS", "*");
    for (RespValue key : keys.children()) {
      for (String command : List.of("GET", "PEXPIRETIME", "STRLEN")) {
        difference = connection.call(Line.of(command).add(key.text()).words());
        if (difference != null) {
          return difference;
        }
      }
    }
    return null;
  }

  @Override
  public int commandCount() {
    return 1;
  }

  @Override
  public String toString() {
    return "#" + link + "  compare everything";
  }
}
