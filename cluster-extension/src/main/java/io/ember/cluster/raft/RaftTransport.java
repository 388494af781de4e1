package io.ember.cluster.raft;

import io.ember.cluster.model.NodeId;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * How Raft reaches other nodes: requests and answers over the cluster's authenticated bus, which
 * knows where a node is. Raft opens no port. Any thread.
 */
public interface RaftTransport {
  /**
   * Sends a request and awaits the answer.
   *
   * @return fails with an {@link IOException} when there is none in time, or the other side failed;
   *     with {@link NotSentException} only if it is certain that the request never left
   */
  CompletableFuture<byte[]> call(NodeId to, int type, byte[] request, long timeoutMs);

  /** Says who serves requests; {@link Handler#NONE} ends it. */
  void onRequest(Handler handler);

  /** Serves requests. It returns at once; the stage's failure is sent back as a failure. */
  @FunctionalInterface
  interface Handler {
    /** Serves nothing. */
    Handler NONE =
        (from, type, request) ->
            CompletableFuture.failedFuture(new IOException("Raft is not running here"));

    /**
     * Serves a request.
     *
     * @param from the authenticated sender
     */
    CompletionStage<byte[]> handle(NodeId from, int type, byte[] request);
  }

  /** The request never left this node. */
  final class NotSentException extends IOException {
    private static final long serialVersionUID = 1L;

    public NotSentException(String message) {
      super(message);
    }
  }
}
