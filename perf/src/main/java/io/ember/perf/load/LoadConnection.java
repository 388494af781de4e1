package io.ember.perf.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * One connection of the generator. It takes a batch of requests, up to the depth of the pipeline,
 * and the next batch when all of them are answered, as {@code redis-benchmark} does.
 *
 * <p>Owner thread: its worker.
 */
final class LoadConnection implements Outlet, AutoCloseable {
  private static final int READ_BYTES = 64 * 1024;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final LoadWorker worker;
  private final ByteBuffer out;
  private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
  private final ReplyReader replies = new ReplyReader();

  /** When the requests of the batch were due, and of what kind they are. */
  private final long[] dueNs;

  private final boolean[] isSet;
  private int sentCount;
  private int answeredCount;

  LoadConnection(Workload workload, LoadWorker worker, Selector selector, int requestBytes)
      throws IOException {
    this.worker = worker;
    dueNs = new long[workload.pipeline()];
    isSet = new boolean[workload.pipeline()];
    out = ByteBuffer.allocateDirect(workload.pipeline() * requestBytes);
    channel = SocketChannel.open(new InetSocketAddress(workload.host(), workload.port()));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  @Override
  public boolean hasRoom() {
    return sentCount < dueNs.length;
  }

  @Override
  public void send(long due) {
    dueNs[sentCount] = due;
    isSet[sentCount] = worker.encodeNext(out);
    sentCount++;
  }

  /** {@return how many requests wait for an answer} */
  int inFlightCount() {
    return sentCount - answeredCount;
  }

  /** Writes what was sent, as far as the socket takes it. */
  void flush() throws IOException {
    if (out.position() == 0) {
      return;
    }
    out.flip();
    channel.write(out);
    boolean blocked = out.hasRemaining();
    out.compact();
    int interest = blocked ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    if (key.interestOps() != interest) {
      key.interestOps(interest);
    }
  }

  /** Reads once and records every answer that has arrived. */
  void read() throws IOException {
    in.clear();
    if (channel.read(in) < 0) {
      throw new IOException(
          "the server closed a connection with " + inFlightCount() + " requests in flight");
    }
    in.flip();
    long nowNs = worker.nowNs();
    while (replies.next(in)) {
      if (inFlightCount() == 0) {
        throw new IOException("the server sent a reply that nobody asked for");
      }
      worker.answered(isSet[answeredCount], dueNs[answeredCount], nowNs, replies);
      answeredCount++;
    }
    if (answeredCount == sentCount) {
      answeredCount = 0;
      sentCount = 0;
    }
  }

  /** Records what was never answered with the time that it has waited. */
  void giveUp(long nowNs) {
    for (; answeredCount < sentCount; answeredCount++) {
      worker.lost(isSet[answeredCount], dueNs[answeredCount], nowNs);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
