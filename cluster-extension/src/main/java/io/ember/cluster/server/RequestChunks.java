package io.ember.cluster.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The chunks of one loop: one that all its connections fill one after the other, and smaller ones
 * for connections whose bytes end in the middle of a call, so that a client that never finishes a
 * call does not keep a large chunk from being used anew. Owner thread: the loop.
 */
final class RequestChunks {
  /** Size of a shared chunk. */
  static final int SHARED_BYTES = 256 * 1024;

  private static final int MAX_FREE_SHARED = 64;
  private static final int MIN_OWN_BYTES = 256;
  private static final int MAX_KEPT_OWN_BYTES = 64 * 1024;
  private static final int MAX_FREE_OWN = 256;

  private final ArrayDeque<RequestChunk> freeShared = new ArrayDeque<>();
  private final List<ArrayDeque<RequestChunk>> freeOwn = new ArrayList<>();
  private RequestChunk current = new RequestChunk(SHARED_BYTES, true);

  RequestChunks() {
    for (int size = MIN_OWN_BYTES; size <= MAX_KEPT_OWN_BYTES; size *= 2) {
      freeOwn.add(new ArrayDeque<>());
    }
  }

  /** {@return the shared chunk, with room for that many bytes behind {@code used}} */
  RequestChunk shared(int bytes) {
    RequestChunk chunk = current;
    if (chunk.references == 0) {
      chunk.used = 0;
    }
    if (chunk.array.length - chunk.used >= bytes) {
      return chunk;
    }
    RequestChunk next = freeShared.pollLast();
    current = next != null ? next : new RequestChunk(SHARED_BYTES, true);
    current.used = 0;
    return current;
  }

  /** {@return an empty chunk for one connection with at least that many bytes} */
  RequestChunk own(int bytes) {
    int index = sizeClass(bytes);
    if (index < freeOwn.size()) {
      RequestChunk free = freeOwn.get(index).pollLast();
      if (free != null) {
        free.used = 0;
        return free;
      }
      return new RequestChunk(MIN_OWN_BYTES << index, false);
    }
    return new RequestChunk(bytes, false);
  }

  /** Takes back a reference. */
  void release(RequestChunk chunk) {
    chunk.references--;
    if (chunk.references > 0 || chunk == current) {
      return;
    }
    if (chunk.references < 0) {
      throw new IllegalStateException("chunk released more often than retained");
    }
    if (chunk.shared) {
      if (freeShared.size() < MAX_FREE_SHARED) {
        freeShared.add(chunk);
      }
    } else if (chunk.array.length <= MAX_KEPT_OWN_BYTES) {
      ArrayDeque<RequestChunk> free = freeOwn.get(sizeClass(chunk.array.length));
      if (free.size() < MAX_FREE_OWN) {
        free.add(chunk);
      }
    }
  }

  private static int sizeClass(int bytes) {
    int fits = Math.max(MIN_OWN_BYTES, bytes);
    return 32
        - Integer.numberOfLeadingZeros(fits - 1)
        - Integer.numberOfTrailingZeros(MIN_OWN_BYTES);
  }
}
