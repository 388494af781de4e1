package io.ember.examples.process;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks a node on loopback whether it serves, with a connection for each question. */
final class ReadyProbe {
  private static final int TIMEOUT_MS = 2_000;
  private static final byte[] QUESTION =
      "*2\r\n$3\r\nGET\r\n$11\r\nember:probe\r\n".getBytes(StandardCharsets.US_ASCII);

  private ReadyProbe() {}

  /**
   * {@return whether the node executes calls on data, or knows who does} One that asks for a
   * password serves; one whose slots have no owner yet answers CLUSTERDOWN and does not.
   */
  static boolean isServing(int port) {
    String line = ask(port);
    return line.startsWith("$") || line.startsWith("-NOAUTH") || line.startsWith("-MOVED");
  }

  /** {@return whether the node answers at all} */
  static boolean isAnswering(int port) {
    return !ask(port).isEmpty();
  }

  private static String ask(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
      socket.setSoTimeout(TIMEOUT_MS);
      socket.getOutputStream().write(QUESTION);
      return readLine(socket.getInputStream());
    } catch (IOException e) {
      // Not listening yet, or closing again: that is the answer.
      return "";
    }
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = in.read();
    while (c >= 0 && c != '\r' && line.length() < 200) {
      line.append((char) c);
      c = in.read();
    }
    return line.toString();
  }
}
