package io.ember.cluster.server;

/**
 * Bytes that clients sent, in which calls lie until they are complete. Counted references say when
 * it can be used anew. Owner thread: the loop; lanes read the bytes of calls that they execute.
 */
final class RequestChunk {
  final byte[] array;

  /** Whether connections share it, each having a part of its own. */
  final boolean shared;

  /** End of what has been written. */
  int used;

  /** Calls and connections that still need bytes of it. */
  int references;

  RequestChunk(int length, boolean shared) {
    array = new byte[length];
    this.shared = shared;
  }
}
