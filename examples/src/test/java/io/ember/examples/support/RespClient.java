package io.ember.examples.support;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection that knows the wire and nothing else: it sends what it is told to, byte by byte, and
 * reads whatever comes, in RESP2 or RESP3. Shares no code with the project's own protocol. Owner
 * thread: one.
 */
public final class RespClient implements AutoCloseable {
  /** How long a reply may take before the test is in trouble. */
  public static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final byte[] CRLF = {'\r', '\n'};

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  private RespClient(Socket socket) throws IOException {
    this.socket = socket;
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES));
    out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
  }

  /** Connects to a server on loopback. */
  public static RespClient connect(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) TIMEOUT.toMillis());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) TIMEOUT.toMillis());
    return new RespClient(socket);
  }

  /** Sets how long {@link #read} waits. */
  public void setTimeout(Duration timeout) throws IOException {
    socket.setSoTimeout((int) timeout.toMillis());
  }

  /** Calls a command whose arguments are text, a byte for each char, and waits for one reply. */
  public RespValue call(String... words) throws IOException {
    send(words);
    return read();
  }

  /** Calls a command and waits for one reply. */
  public RespValue call(List<byte[]> words) throws IOException {
    send(words);
    flush();
    return read();
  }

  /** Sends a command whose arguments are text, a byte for each char. */
  public void send(String... words) throws IOException {
    List<byte[]> bytes = new ArrayList<>();
    for (String word : words) {
      bytes.add(word.getBytes(StandardCharsets.ISO_8859_1));
    }
    send(bytes);
    flush();
  }

  /** Writes a command into the buffer; {@link #flush} sends it. */
  public void send(List<byte[]> words) throws IOException {
    out.write(("*" + words.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
    for (byte[] word : words) {
      out.write(("$" + word.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(word);
      out.write(CRLF);
    }
  }

  /** Sends these bytes as they are. */
  public void sendRaw(byte[] bytes) throws IOException {
    out.write(bytes);
    flush();
  }

  /** Sends these characters as they are, a byte for each. */
  public void sendRaw(String text) throws IOException {
    sendRaw(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public void flush() throws IOException {
    out.flush();
  }

  /** Says that nothing more will be sent, while replies can still be read. */
  public void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  /**
   * {@return everything that still comes until the server closes, or until nothing came for so
   * long}
   */
  public List<RespValue> readAll(Duration patience) throws IOException {
    List<RespValue> replies = new ArrayList<>();
    setTimeout(patience);
    try {
      while (true) {
        replies.add(read());
      }
    } catch (EOFException | SocketTimeoutException | java.net.SocketException e) {
      return replies;
    } finally {
      setTimeout(TIMEOUT);
    }
  }

  /** {@return whether the server closes the connection before anything else comes} */
  public boolean isClosedByServer() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketException e) {
      // A reset is a close as well: the server had unread input.
      return true;
    }
  }

  /**
   * Reads one byte, for who knows what comes.
   *
   * @throws EOFException if the server closed
   */
  public int readByte() throws IOException {
    return in.readUnsignedByte();
  }

  /**
   * Reads one reply.
   *
   * @throws EOFException if the server closed
   */
  public RespValue read() throws IOException {
    char type = (char) in.readUnsignedByte();
    String line = readLine();
    switch (type) {
      case '+', '-', ':', ',', '#', '(', '_' -> {
        return RespValue.scalar(type, line.getBytes(StandardCharsets.ISO_8859_1));
      }
      case '$', '=', '!' -> {
        return RespValue.scalar(type, readBlob(length(type, line)));
      }
      case '*', '~', '>' -> {
        int count = length(type, line);
        return RespValue.aggregate(type, count < 0 ? null : readItems(count));
      }
      case '%', '|' -> {
        return RespValue.aggregate(type, readItems(2 * length(type, line)));
      }
      default -> throw new IOException("not RESP: " + type + line);
    }
  }

  private static int length(char type, String line) throws IOException {
    try {
      return Integer.parseInt(line);
    } catch (NumberFormatException e) {
      throw new IOException("not a length: " + type + line, e);
    }
  }

  private List<RespValue> readItems(int count) throws IOException {
    List<RespValue> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(read());
    }
    return items;
  }

  private byte @org.jspecify.annotations.Nullable [] readBlob(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    if (in.readUnsignedByte() != '\r' || in.readUnsignedByte() != '\n') {
      throw new IOException("no line break after " + length + " bytes");
    }
    return bytes;
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    int c = in.readUnsignedByte();
    while (c != '\r') {
      line.append((char) c);
      c = in.readUnsignedByte();
    }
    if (in.readUnsignedByte() != '\n') {
      throw new IOException("a lone carriage return after " + line);
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
