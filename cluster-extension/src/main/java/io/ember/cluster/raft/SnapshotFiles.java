package io.ember.cluster.raft;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;

/** Looks at the snapshots of a Ratis division before Ratis does. Stateless. */
final class SnapshotFiles {
  private SnapshotFiles() {}

  /**
   * {@return the index of the latest snapshot, -1 without one}
   *
   * @throws RaftDiskError if it cannot be read: the log before it is gone
   */
  static long checkLatest(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return -1;
    }
    Path latest = null;
    long latestIndex = -1;
    boolean latestHasDigest = false;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "snapshot.*")) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        Matcher parts = SimpleStateMachineStorage.SNAPSHOT_REGEX.matcher(name);
        if (!parts.matches()) {
          continue;
        }
        // As Ratis chooses: one without its digest, which is written last, only if there is no
        // other.
        boolean hasDigest = Files.exists(file.resolveSibling(name + ".md5"));
        long index = Long.parseLong(parts.group(2));
        if (hasDigest == latestHasDigest ? index > latestIndex : hasDigest) {
          latest = file;
          latestIndex = index;
          latestHasDigest = hasDigest;
        }
      }
    }
    return latest == null ? -1 : check(latest, latestIndex);
  }

  private static long check(Path file, long index) throws IOException {
    try {
      StateSnapshot.decode(Files.readAllBytes(file));
      return index;
    } catch (IOException e) {
      throw new RaftDiskError(file, 0, String.valueOf(e.getMessage()));
    }
  }
}
