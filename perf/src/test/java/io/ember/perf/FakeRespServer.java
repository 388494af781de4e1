package io.ember.perf;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server in this process that answers every SET with OK, every GET with the same value, and
 * everything else with an error; a thread per connection.
 */
final class FakeRespServer implements AutoCloseable {
  private static final byte[] OK = ascii("+OK\r\n");
  private static final byte[] VALUE = ascii("$5\r\nvalue\r\n");
  private static final byte[] ERROR = ascii("-ERR unknown command\r\n");

  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final boolean answersErrors;
  final AtomicLong setCount = new AtomicLong();
  final AtomicLong getCount = new AtomicLong();

  FakeRespServer(boolean answersErrors) throws IOException {
    this.answersErrors = answersErrors;
    listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = new BufferedOutputStream(socket.getOutputStream())) {
      socket.setTcpNoDelay(true);
      for (String line = readLine(in); line != null; line = readLine(in)) {
        int arguments = Integer.parseInt(line.substring(1));
        String command = "";
        for (int i = 0; i < arguments; i++) {
          String length = readLine(in);
          byte[] bytes = in.readNBytes(Integer.parseInt(String.valueOf(length).substring(1)));
          readLine(in);
          command = i == 0 ? new String(bytes, StandardCharsets.US_ASCII) : command;
        }
        out.write(answer(command));
        if (in.available() == 0) {
          out.flush();
        }
      }
    } catch (IOException e) {
      // The client has gone; there is nobody to tell.
    }
  }

  private byte[] answer(String command) {
    if (answersErrors) {
      return ERROR;
    }
    switch (command) {
      case "SET" -> {
        setCount.incrementAndGet();
        return OK;
      }
      case "GET" -> {
        getCount.incrementAndGet();
        return VALUE;
      }
      default -> {
        return ERROR;
      }
    }
  }

  private static @org.jspecify.annotations.Nullable String readLine(InputStream in)
      throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
