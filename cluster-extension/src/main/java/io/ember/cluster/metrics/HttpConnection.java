package io.ember.cluster.metrics;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One client of the port: a request at a time, each answered before the next is looked at. It keeps
 * {@value #HEAD_BYTES} bytes and the answer, whatever is sent. Owner thread: the port's.
 */
final class HttpConnection {
  /** Longest head of a request; browsers send about 600 bytes. */
  static final int HEAD_BYTES = 8 * 1024;

  /** Most that is read and thrown away behind the last answer. */
  private static final int MAX_DROPPED_BYTES = 1 << 20;

  private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

  private final SocketChannel channel;
  private final SelectionKey key;
  private final Function<HttpRequest, HttpResponse> pages;
  private final ByteBuffer input = ByteBuffer.allocate(HEAD_BYTES);
  private @Nullable ByteBuffer output;
  private long waitsSinceNs;
  private int searched;
  private int dropped;
  private boolean isLast;
  private boolean isEnding;

  /**
   * @param key of the channel, which does not block
   * @param pages has an answer for every request
   */
  HttpConnection(
      SocketChannel channel,
      SelectionKey key,
      Function<HttpRequest, HttpResponse> pages,
      long nowNs) {
    this.channel = channel;
    this.key = key;
    this.pages = pages;
    waitsSinceNs = nowNs;
  }

  /** {@return since when it has waited for the client to send a request or to take an answer} */
  long waitsSinceNs() {
    return waitsSinceNs;
  }

  /** Goes on as far as it can without waiting. {@return false if it is over} */
  boolean goOn(long nowNs) throws IOException {
    if (isEnding) {
      return drop();
    }
    if (output == null && channel.read(input) < 0) {
      return false;
    }
    while (true) {
      ByteBuffer answer = output == null ? answer() : output;
      output = answer;
      if (answer == null) {
        key.interestOps(SelectionKey.OP_READ);
        return true;
      }
      channel.write(answer);
      if (answer.hasRemaining()) {
        key.interestOps(SelectionKey.OP_WRITE);
        return true;
      }
      output = null;
      waitsSinceNs = nowNs;
      if (isLast) {
        return end();
      }
    }
  }

  /** Closed at once, with something unread, the system would take the answer back. */
  private boolean end() throws IOException {
    isEnding = true;
    channel.shutdownOutput();
    key.interestOps(SelectionKey.OP_READ);
    return drop();
  }

  private boolean drop() throws IOException {
    int count;
    do {
      input.clear();
      count = channel.read(input);
      dropped += Math.max(0, count);
    } while (count > 0 && dropped <= MAX_DROPPED_BYTES);
    return count == 0;
  }

  /** {@return the answer to the first request of what has come, null if it is not whole yet} */
  private @Nullable ByteBuffer answer() {
    int end = endOfHead();
    if (end < 0) {
      return input.hasRemaining() ? null : refuse(HttpStatus.HEAD_TOO_LARGE);
    }
    String head = new String(input.array(), 0, end, StandardCharsets.ISO_8859_1);
    input.flip().position(end + END_OF_HEAD.length);
    input.compact();
    searched = 0;
    HttpRequest.Parsed parsed = HttpRequest.parse(head);
    if (parsed instanceof HttpRequest.Parsed.Refused refused) {
      return refuse(refused.status());
    } else if (parsed instanceof HttpRequest.Parsed.Accepted accepted) {
      HttpRequest request = accepted.request();
      isLast = !request.keepsAlive();
      return pages.apply(request).encode(!request.isHead(), request.keepsAlive());
    }
    throw new AssertionError(parsed);
  }

  private int endOfHead() {
    byte[] bytes = input.array();
    for (; searched + END_OF_HEAD.length <= input.position(); searched++) {
      if (Arrays.equals(
          bytes, searched, searched + END_OF_HEAD.length, END_OF_HEAD, 0, END_OF_HEAD.length)) {
        return searched;
      }
    }
    return -1;
  }

  /** What follows cannot be told from the rest of this, so the connection ends. */
  private ByteBuffer refuse(HttpStatus status) {
    isLast = true;
    return HttpResponse.refusal(status).encode(true, false);
  }
}
