package io.ember.examples.migration;

import io.ember.examples.support.RespClient;
import io.ember.examples.support.RespValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A client that sees what nodes answer before any library does something about it: values or MOVED,
 * never ASK or TRYAGAIN. It makes transactions, which no cluster client redirects. Owner thread:
 * one.
 */
final class PlainUser implements AutoCloseable {
  private static final int ATTEMPTS = 20;

  /** The answer to EXEC when the slot moved after the last command was queued. */
  private static final String ABORTED_BY_MOVED =
      "EXECABORT Transaction discarded because of: MOVED ";

  private final Map<Integer, RespClient> connections = new HashMap<>();
  private int port;

  PlainUser(int port) {
    this.port = port;
  }

  private RespClient connection() throws IOException {
    RespClient known = connections.get(port);
    if (known == null) {
      known = RespClient.connect(port);
      connections.put(port, known);
    }
    return known;
  }

  /** {@return the values of keys of one slot} */
  List<RespValue> getAll(List<String> keys) throws IOException {
    List<String> words = new ArrayList<>(keys);
    words.add(0, "MGET");
    for (int i = 0; i < ATTEMPTS; i++) {
      RespValue reply = connection().call(words.toArray(String[]::new));
      if (!isRedirected(reply)) {
        return reply.children();
      }
    }
    throw new IOException("redirected " + ATTEMPTS + " times");
  }

  /** Sets keys of one slot in a transaction. */
  void setAll(List<String> keys, String value) throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      if (isExecuted(keys, value)) {
        return;
      }
    }
    throw new IOException("redirected " + ATTEMPTS + " times");
  }

  private boolean isExecuted(List<String> keys, String value) throws IOException {
    RespClient to = connection();
    expect("OK", to.call("MULTI"));
    boolean isRedirected = false;
    for (String key : keys) {
      RespValue queued = to.call("SET", key, value);
      if (isRedirected(queued)) {
        isRedirected = true;
      } else {
        expect("QUEUED", queued);
      }
    }
    RespValue result = to.call("EXEC");
    if (isRedirected && result.isError() && result.text().startsWith("EXECABORT ")) {
      return false;
    }
    if (isRedirected(result)) {
      return false;
    }
    if (isRedirected || result.children().size() != keys.size()) {
      throw new IOException("EXEC answered " + result);
    }
    for (RespValue each : result.children()) {
      expect("OK", each);
    }
    return true;
  }

  /** Takes a MOVED; any other error is thrown. */
  private boolean isRedirected(RespValue reply) throws IOException {
    if (!reply.isError()) {
      return false;
    }
    String text = reply.text();
    if (text.startsWith("MOVED ") || text.startsWith(ABORTED_BY_MOVED)) {
      port = Integer.parseInt(text.substring(text.lastIndexOf(':') + 1));
      return true;
    }
    throw new IOException("the node on port " + port + " answered " + text);
  }

  private static void expect(String wanted, RespValue reply) throws IOException {
    if (!reply.text().equals(wanted)) {
      throw new IOException("answered " + reply + " instead of " + wanted);
    }
  }

  @Override
  public void close() throws IOException {
    for (RespClient each : connections.values()) {
      each.close();
    }
  }
}
