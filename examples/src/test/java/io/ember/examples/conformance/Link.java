package io.ember.examples.conformance;

import io.ember.examples.support.RespClient;
import io.ember.examples.support.RespValue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the reference and its twin to the subject. What is sent to one is sent to the
 * other; replies are read from both and compared. Owner thread: one.
 */
final class Link implements AutoCloseable {
  /** A reply that stands for a connection that ended instead. */
  private static final char ENDED = '?';

  private final int referencePort;
  private final int subjectPort;
  private final Duration patience;
  private RespClient reference;
  private RespClient subject;
  private int protocol = 2;
  private boolean inTransaction;
  private final List<List<byte[]>> queued = new ArrayList<>();

  /**
   * @param patience how long the subject may take for a reply
   */
  Link(int referencePort, int subjectPort, Duration patience) throws IOException {
    this.referencePort = referencePort;
    this.subjectPort = subjectPort;
    this.patience = patience;
    reference = RespClient.connect(referencePort);
    subject = connectSubject();
  }

  private RespClient connectSubject() throws IOException {
    RespClient client = RespClient.connect(subjectPort);
    client.setTimeout(patience);
    return client;
  }

  /** Connects anew. */
  void reconnect() throws IOException {
    close();
    reference = RespClient.connect(referencePort);
    subject = connectSubject();
    protocol = 2;
    inTransaction = false;
  }

  int protocol() {
    return protocol;
  }

  RespClient reference() {
    return reference;
  }

  RespClient subject() {
    return subject;
  }

  /** Writes the command to both. */
  void send(List<byte[]> command) throws IOException {
    reference.send(command);
    try {
      subject.send(command);
    } catch (IOException e) {
      // Reading will tell that it is closed, and at which command.
      assert e != null;
    }
  }

  /** Writes bytes as they are to both, and sends them. */
  void sendRaw(byte[] bytes) throws IOException {
    reference.sendRaw(bytes);
    subject.sendRaw(bytes);
  }

  void flush() throws IOException {
    reference.flush();
    try {
      subject.flush();
    } catch (IOException e) {
      // As above.
      assert e != null;
    }
  }

  /** Reads the replies to a command. {@return what differs, or null} */
  @Nullable Difference receive(List<byte[]> command) throws IOException {
    RespValue expected = reference.read();
    RespValue actual = readSubject();
    Difference difference = difference(command, expected, actual);
    follow(command, expected);
    return difference;
  }

  /** Calls both. {@return what differs, or null} */
  @Nullable Difference call(List<byte[]> command) throws IOException {
    send(command);
    flush();
    return receive(command);
  }

  private RespValue readSubject() {
    try {
      return subject.read();
    } catch (IOException e) {
      return new RespValue(ENDED, Dice.latin(e.toString()), null);
    }
  }

  private @Nullable Difference difference(
      List<byte[]> command, RespValue expected, RespValue actual) {
    List<RespValue> left = expected.children();
    List<RespValue> right = actual.children();
    boolean comparable =
        inTransaction
            && name(command).equals("EXEC")
            && expected.type() == actual.type()
            && left.size() == queued.size()
            && right.size() == queued.size();
    if (!comparable) {
      boolean same = Rule.of(command).accepts(expected, actual);
      return same ? null : new Difference(command, protocol, expected, actual);
    }
    Difference first = null;
    for (int i = 0; i < left.size(); i++) {
      if (!Rule.of(queued.get(i)).accepts(left.get(i), right.get(i))) {
        Difference found = new Difference(queued.get(i), protocol, left.get(i), right.get(i));
        first = first == null || KnownDifference.covers(first) ? found : first;
      }
    }
    return first;
  }

  /** Notes what the command has done to the connection. */
  private void follow(List<byte[]> command, RespValue reply) {
    if (inTransaction && reply.text().equals("QUEUED")) {
      queued.add(command);
      return;
    }
    switch (name(command)) {
      case "MULTI" -> {
        if (!reply.isError()) {
          inTransaction = true;
          queued.clear();
        }
      }
      case "EXEC" -> {
        if (reply.items() != null && inTransaction) {
          queued.forEach(each -> followProtocol(each));
        }
        inTransaction &= reply.isError() && reply.text().startsWith("ERR wrong number");
      }
      case "DISCARD" -> inTransaction &= reply.isError();
      case "RESET" -> {
        if (!reply.isError()) {
          inTransaction = false;
          protocol = 2;
        }
      }
      case "HELLO" -> {
        if (!reply.isError()) {
          followProtocol(command);
        }
      }
      default -> {}
    }
  }

  private void followProtocol(List<byte[]> command) {
    if (name(command).equals("HELLO") && command.size() > 1) {
      String version = Dice.text(command.get(1));
      protocol = version.equals("3") ? 3 : version.equals("2") ? 2 : protocol;
    }
  }

  private static String name(List<byte[]> command) {
    return command.isEmpty() ? "" : Dice.text(command.get(0)).toUpperCase(java.util.Locale.ROOT);
  }

  @Override
  public void close() throws IOException {
    reference.close();
    subject.close();
  }
}
