package io.ember.examples.admin;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A node on loopback that answers CLUSTER commands as a test says, and OK to all others. */
final class ScriptedNode implements AutoCloseable {
  private final ServerSocket server;
  private final Function<String, String> script;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();

  /**
   * @param script the reply on the wire to the words behind CLUSTER; called by a thread of its own
   */
  ScriptedNode(Function<String, String> script) throws IOException {
    this.script = script;
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::accept, "scripted-node");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  /** {@return the words behind CLUSTER of all calls so far} */
  List<String> calls() {
    return calls;
  }

  private void accept() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        sockets.add(socket);
        serve(socket);
      } catch (IOException e) {
        // the client has gone, or the node ends: the next one, if there is any
        sockets.removeIf(Socket::isClosed);
      }
    }
  }

  private void serve(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    OutputStream out = socket.getOutputStream();
    while (true) {
      int count = Integer.parseInt(line(in).substring(1));
      List<String> words = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte[] word = new byte[Integer.parseInt(line(in).substring(1))];
        in.readFully(word);
        line(in);
        words.add(new String(word, StandardCharsets.UTF_8));
      }
      String reply = "+OK\r\n";
      if (words.get(0).equals("CLUSTER")) {
        String call = String.join(" ", words.subList(1, words.size()));
        calls.add(call);
        reply = script.apply(call);
      }
      out.write(reply.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  private static String line(DataInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.readUnsignedByte(); b != '\r'; b = in.readUnsignedByte()) {
      line.append((char) b);
    }
    in.readUnsignedByte();
    return line.toString();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
