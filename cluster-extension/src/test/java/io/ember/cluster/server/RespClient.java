package io.ember.cluster.server;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A plain client that shows replies as text: what was written on the wire, without line ends. */
public final class RespClient implements AutoCloseable {
  private static final int TIMEOUT_MS = 30_000;

  final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  public RespClient(int port) {
    try {
      socket = new Socket();
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MS);
      in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a command and returns its reply. */
  public String call(String... arguments) {
    send(arguments);
    flush();
    return reply();
  }

  /** Buffers a command. */
  public void send(String... arguments) {
    byte[][] bytes = new byte[arguments.length][];
    for (int i = 0; i < arguments.length; i++) {
      bytes[i] = arguments[i].getBytes(StandardCharsets.UTF_8);
    }
    send(bytes);
  }

  /** Buffers a command. */
  public void send(byte[]... arguments) {
    raw("*" + arguments.length + "\r\n");
    for (byte[] argument : arguments) {
      raw("$" + argument.length + "\r\n");
      raw(argument);
      raw("\r\n");
    }
  }

  /** Buffers bytes as they are. */
  public void raw(String text) {
    raw(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public void raw(byte[] bytes) {
    try {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the next reply; "closed" at the end of the stream} */
  public String reply() {
    try {
      return read();
    } catch (EOFException e) {
      return "closed";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String read() throws IOException {
    String line = line();
    int length = line.length() > 1 && Character.isDigit(line.charAt(1)) ? lengthOf(line) : -1;
    return switch (line.charAt(0)) {
      case '$' -> length < 0 ? "nil" : "$" + bulk(length);
      case '=' -> "=" + bulk(length);
      case '*', '~', '>' -> length < 0 ? "nil" : items(line.charAt(0), length);
      case '%' -> items('%', 2 * length);
      default -> line;
    };
  }

  private static int lengthOf(String line) {
    return line.charAt(0) == ':' || line.charAt(0) == ','
        ? -1
        : Integer.parseInt(line.substring(1));
  }

  private String items(char type, int count) throws IOException {
    StringBuilder text = new StringBuilder().append(type).append('[');
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : " ").append(read());
    }
    return text.append(']').toString();
  }

  private String bulk(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    line();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    StringBuilder text = new StringBuilder();
    while (true) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException();
      }
      if (b == '\r') {
        if (in.read() != '\n') {
          throw new IOException("a line ends with a carriage return alone: " + text);
        }
        return text.toString();
      }
      text.append((char) b);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
