package io.ember.engine.command;

import io.ember.engine.ErrorCode;
import io.ember.engine.Reply;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A redis-server on a free port of loopback, with one connection that speaks RESP2. What it dumps
 * is not compressed, so that it can be compared.
 */
final class RedisServer implements AutoCloseable {
  private final Process process;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  RedisServer() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    process =
        new ProcessBuilder(
                "redis-server",
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--databases",
                "1",
                "--appendonly",
                "no",
                "--rdbcompression",
                "no",
                "--dir",
                System.getProperty("java.io.tmpdir"))
            .redirectErrorStream(true)
            .start();
    BufferedReader log =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = log.readLine();
    while (line != null && !line.contains("eady to accept connections")) {
      line = log.readLine();
    }
    if (line == null) {
      throw new IOException("redis-server did not start");
    }
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /** {@return whether redis-server is installed on this machine} */
  static boolean isInstalled() {
    try {
      return new ProcessBuilder("redis-server", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  Reply call(byte[]... arguments) {
    try {
      ByteArrayOutputStream request = new ByteArrayOutputStream();
      writeLine(request, "*" + arguments.length);
      for (byte[] argument : arguments) {
        writeLine(request, "$" + argument.length);
        request.write(argument);
        writeLine(request, "");
      }
      out.write(request.toByteArray());
      return read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeLine(ByteArrayOutputStream request, String line) throws IOException {
    request.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  private Reply read() throws IOException {
    String line = readLine();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> new Reply.Simple(rest);
      case '-' -> {
        int space = rest.indexOf(' ');
        yield new Reply.Failure(
            ErrorCode.valueOf(rest.substring(0, space)), rest.substring(space + 1));
      }
      case ':' -> new Reply.Int(Long.parseLong(rest));
      case '$' -> readBulk(Integer.parseInt(rest));
      case '*' -> readArray(Integer.parseInt(rest));
      default -> throw new IOException("an answer began with " + line.charAt(0));
    };
  }

  private Reply readBulk(int length) throws IOException {
    if (length < 0) {
      return Reply.NIL;
    }
    byte[] bytes = in.readNBytes(length);
    readLine();
    return new Reply.Bulk(bytes);
  }

  private Reply readArray(int count) throws IOException {
    if (count < 0) {
      return Reply.NIL;
    }
    List<Reply> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(read());
    }
    return new Reply.Array(items);
  }

  private String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b = in.read();
    while (b != '\n') {
      if (b < 0) {
        throw new IOException("redis-server closed the connection");
      }
      if (b != '\r') {
        line.write(b);
      }
      b = in.read();
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
    process.destroy();
  }
}
