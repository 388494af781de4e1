package io.ember.cluster.server;

import io.ember.cluster.session.SessionFigures;
import io.ember.engine.command.CommandSpec;
import io.netty.channel.Channel;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a connection. Written by its loop without fences, read by any thread: a figure
 * may be a moment old.
 */
final class ConnectionFigures implements SessionFigures {
  private final String remoteAddress;
  private final String localAddress;
  private final long createdAtMs = System.currentTimeMillis();
  private final ConnectionTransaction transaction;
  private long lastActiveAtMs = createdAtMs;
  private @Nullable CommandSpec lastCommand;
  private long undecodedBytes;
  private long unsentBytes;
  private long receivedBytes;
  private long sentBytes;

  ConnectionFigures(Channel channel, ConnectionTransaction transaction) {
    remoteAddress = text(channel.remoteAddress());
    localAddress = text(channel.localAddress());
    this.transaction = transaction;
  }

  private static String text(@Nullable SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet)) {
      return String.valueOf(address);
    }
    String host =
        inet.getAddress() == null ? inet.getHostString() : inet.getAddress().getHostAddress();
    return (inet.getAddress() instanceof Inet6Address ? "[" + host + "]" : host)
        + ":"
        + inet.getPort();
  }

  void received(int bytes) {
    receivedBytes += bytes;
    lastActiveAtMs = System.currentTimeMillis();
  }

  void executes(CommandSpec command) {
    lastCommand = command;
  }

  void waiting(long undecoded, long unsent) {
    undecodedBytes = undecoded;
    unsentBytes = unsent;
  }

  /** {@return how many bytes were sent since the last time} */
  long sent(long allBytes) {
    long more = allBytes - sentBytes;
    sentBytes = allBytes;
    return more;
  }

  @Override
  public String remoteAddress() {
    return remoteAddress;
  }

  @Override
  public String localAddress() {
    return localAddress;
  }

  @Override
  public int fileDescriptor() {
    return -1;
  }

  @Override
  public long createdAtMs() {
    return createdAtMs;
  }

  @Override
  public long lastActiveAtMs() {
    return lastActiveAtMs;
  }

  @Override
  public String lastCommand() {
    CommandSpec last = lastCommand;
    return last == null ? "NULL" : last.name();
  }

  @Override
  public long undecodedBytes() {
    return undecodedBytes;
  }

  @Override
  public long unsentBytes() {
    return unsentBytes;
  }

  @Override
  public long receivedBytes() {
    return receivedBytes;
  }

  @Override
  public long sentBytes() {
    return sentBytes;
  }

  @Override
  public int queuedCommands() {
    return transaction.isOpen() ? transaction.queuedCount() : -1;
  }

  @Override
  public int watchedKeys() {
    return transaction.watchedCount();
  }
}
