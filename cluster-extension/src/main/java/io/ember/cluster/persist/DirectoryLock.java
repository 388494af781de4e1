package io.ember.cluster.persist;

import io.ember.engine.ConfigException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second node, in this process or in another, from using the same directory. The operating
 * system ends the lock with the process, however that ends. Any thread.
 */
final class DirectoryLock implements AutoCloseable {
  private static final String FILE_NAME = "lock";
  private static final int MAX_PID_BYTES = 32;

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks a directory.
   *
   * @throws ConfigException if somebody else has locked it, or it is not writable
   */
  static DirectoryLock acquire(Path directory) {
    FileChannel channel = open(directory);
    try {
      FileLock lock = tryLock(channel);
      if (lock == null) {
        throw new ConfigException(
            "ember.node.dir = " + directory + ": is in use by another node" + owner(channel));
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)),
          0);
      return new DirectoryLock(channel);
    } catch (IOException e) {
      closeAfter(channel, e);
      throw new ConfigException(
          "ember.node.dir = " + directory + ": cannot be locked: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      closeAfter(channel, e);
      throw e;
    }
  }

  private static FileChannel open(Path directory) {
    try {
      return FileChannel.open(
          directory.resolve(FILE_NAME),
          StandardOpenOption.CREATE,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new ConfigException(
          "ember.node.dir = " + directory + ": cannot be written to: " + e, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another node of this very process
    }
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer pid = ByteBuffer.allocate(MAX_PID_BYTES);
    int length = channel.read(pid, 0);
    return length <= 0
        ? ""
        : ", process " + new String(pid.array(), 0, length, StandardCharsets.US_ASCII);
  }

  private static void closeAfter(FileChannel channel, Exception cause) {
    try {
      channel.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** Ends the lock. The file stays: deleting it would let two nodes lock two files of one name. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
