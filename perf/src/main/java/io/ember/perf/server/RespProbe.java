package io.ember.perf.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A blocking connection for the few calls that prepare a measurement. One thread. */
public final class RespProbe implements AutoCloseable {
  private static final int TIMEOUT_MS = 60_000;

  private final Socket socket = new Socket();
  private final OutputStream out;
  private final InputStream in;

  public RespProbe(String host, int port) throws IOException {
    this(host, port, TIMEOUT_MS);
  }

  /**
   * @param timeoutMs of the connection and of each answer
   */
  public RespProbe(String host, int port, int timeoutMs) throws IOException {
    try {
      socket.connect(new InetSocketAddress(host, port), timeoutMs);
      socket.setSoTimeout(timeoutMs);
      socket.setTcpNoDelay(true);
      out = socket.getOutputStream();
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * {@return the reply as text, an error with its leading dash; elements of arrays one a line, an
   * empty text for no value}
   */
  public String call(String... arguments) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(ascii("*" + arguments.length + "\r\n"));
    for (String argument : arguments) {
      byte[] bytes = argument.getBytes(StandardCharsets.UTF_8);
      request.writeBytes(ascii("$" + bytes.length + "\r\n"));
      request.writeBytes(bytes);
      request.writeBytes(ascii("\r\n"));
    }
    out.write(request.toByteArray());
    out.flush();
    return readReply();
  }

  /**
   * Calls like {@link #call}.
   *
   * @throws IOException also if the reply is an error
   */
  public String callOrFail(String... arguments) throws IOException {
    String reply = call(arguments);
    if (reply.startsWith("-")) {
      throw new IOException(String.join(" ", arguments) + " answered " + reply);
    }
    return reply;
  }

  private String readReply() throws IOException {
    String line = readLine();
    String rest = line.substring(1);
    switch (line.charAt(0)) {
      case '+', ':' -> {
        return rest;
      }
      case '-' -> {
        return line;
      }
      case '$' -> {
        int length = Integer.parseInt(rest);
        if (length < 0) {
          return "";
        }
        byte[] bytes = in.readNBytes(length);
        readLine();
        return new String(bytes, StandardCharsets.UTF_8);
      }
      case '*' -> {
        StringBuilder items = new StringBuilder();
        for (int left = Integer.parseInt(rest); left > 0; left--) {
          items.append(readReply()).append(left == 1 ? "" : "\n");
        }
        return items.toString();
      }
      default -> throw new IOException("not a RESP2 reply: " + line);
    }
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the server closed the connection");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    if (line.length() == 0) {
      line.append(' ');
    }
    return line.toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
