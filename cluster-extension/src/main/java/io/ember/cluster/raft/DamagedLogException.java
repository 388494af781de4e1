package io.ember.cluster.raft;

import java.io.IOException;
import java.nio.file.Path;

/** Files of a Raft log do not say what was once acknowledged; names the file and the offset. */
final class DamagedLogException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedLogException(Path file, long offset, String what) {
    super(file + " is damaged at offset " + offset + ": " + what);
  }
}
