package io.ember.cluster.server;

import io.ember.cluster.wire.RequestDecoder;
import io.ember.engine.EngineCall;
import io.ember.engine.StoreException;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one connection that have arrived and are not complete calls yet: where they lie, and
 * where they move to when more come. Owner thread: the loop.
 */
final class RequestInput {
  /** Up to here a call is put together in the shared chunk. */
  private static final int MAX_SHARED_BYTES = RequestChunks.SHARED_BYTES / 2;

  private final RequestChunks chunks;
  private final RequestDecoder decoder;
  private @Nullable RequestChunk chunk;
  private int end;

  RequestInput(RequestChunks chunks, RequestDecoder decoder) {
    this.chunks = chunks;
    this.decoder = decoder;
  }

  /** {@return whether there are bytes that the decoder has not seen or still needs} */
  boolean isEmpty() {
    return chunk == null;
  }

  /** {@return the chunk in which the bytes lie} */
  RequestChunk chunk() {
    RequestChunk holding = chunk;
    if (holding == null) {
      throw new IllegalStateException("there are no bytes");
    }
    return holding;
  }

  /** {@return the end of the bytes in the chunk, exclusive} */
  int end() {
    return end;
  }

  /** {@return how many bytes the decoder has not seen} */
  int undecodedBytes() {
    return chunk == null ? 0 : end - decoder.position();
  }

  /** {@return whether the decoder has seen all bytes} */
  boolean isDecoded() {
    return chunk == null || decoder.position() == end;
  }

  /**
   * Takes all bytes of the buffer.
   *
   * @param unfinished the call whose first arguments lie here, or null
   */
  void append(ByteBuf source, @Nullable EngineCall unfinished) {
    int count = source.readableBytes();
    RequestChunk holding = chunk;
    if (holding == null) {
      RequestChunk fresh = chunks.shared(count);
      hold(fresh);
      end = fresh.used;
      decoder.start(end);
    } else if (holding.shared || holding.array.length - end < count) {
      int kept = end - decoder.retainFrom();
      long needed = (long) kept + count;
      moveTo(needed <= MAX_SHARED_BYTES ? chunks.shared((int) needed) : roomy(needed), unfinished);
    }
    RequestChunk target = chunk();
    source.readBytes(target.array, end, count);
    end += count;
    target.used = end;
  }

  /** Gives back, or moves to a chunk of the connection's own, what the decoder has left over. */
  void settle(@Nullable EngineCall unfinished) {
    RequestChunk holding = chunk;
    if (holding == null) {
      return;
    }
    int kept = end - decoder.retainFrom();
    if (kept == 0) {
      clear();
    } else if (holding.shared) {
      moveTo(chunks.own(kept), unfinished);
    }
  }

  /** Gives everything back. */
  void clear() {
    RequestChunk holding = chunk;
    if (holding != null) {
      chunk = null;
      chunks.release(holding);
    }
  }

  private RequestChunk roomy(long needed) {
    // Twice as much as is needed now, so that a long call is not moved again at every reading.
    long most = RequestDecoder.MAX_CALL_BYTES + MAX_SHARED_BYTES;
    if (needed > most) {
      throw new StoreException("request is larger than " + most + " bytes");
    }
    return chunks.own((int) Math.min(most, 2 * needed));
  }

  private void moveTo(RequestChunk target, @Nullable EngineCall unfinished) {
    RequestChunk from = chunk();
    int start = decoder.retainFrom();
    int kept = end - start;
    int to = target.used;
    System.arraycopy(from.array, start, target.array, to, kept);
    if (unfinished != null) {
      unfinished.rebase(target.array, to - start);
    }
    decoder.moved(to - start);
    hold(target);
    chunks.release(from);
    end = to + kept;
    target.used = end;
  }

  private void hold(RequestChunk target) {
    target.references++;
    chunk = target;
  }
}
