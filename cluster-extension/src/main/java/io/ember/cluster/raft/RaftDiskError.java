package io.ember.cluster.raft;

import java.io.IOException;
import java.nio.file.Path;

/** Files of a Raft log do not say what was once acknowledged; names the file and the offset. */
final class RaftDiskError extends IOException {
  private static final long serialVersionUID = 1L;

  RaftDiskError(Path file, long offset, String what) {
    super(file + " is damaged at offset " + offset + ": " + what);
  }
}
