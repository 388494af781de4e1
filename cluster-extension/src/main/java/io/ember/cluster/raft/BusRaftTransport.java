package io.ember.cluster.raft;

import io.ember.cluster.bus.Bus;
import io.ember.cluster.bus.BusException;
import io.ember.cluster.bus.FrameTypes;
import io.ember.cluster.bus.Link;
import io.ember.cluster.bus.Responder;
import io.ember.cluster.model.NodeId;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Raft's requests on the cluster's bus, on connections of their own. Any thread. */
public final class BusRaftTransport implements RaftTransport {
  private static final int TYPE_COUNT = 0x100;

  private final Bus bus;
  private volatile Handler handler = Handler.NONE;

  public BusRaftTransport(Bus bus) {
    this.bus = bus;
  }

  @Override
  public CompletableFuture<byte[]> call(NodeId to, int type, byte[] request, long timeoutMs) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    bus.request(to, Link.RAFT, FrameTypes.RAFT + type, request, timeoutMs)
        .whenComplete(
            (payload, failure) -> {
              if (failure == null) {
                answer.complete(payload);
              } else {
                answer.completeExceptionally(translated(failure));
              }
            });
    return answer;
  }

  private static IOException translated(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String message = String.valueOf(cause.getMessage());
    return cause instanceof BusException refused && !refused.mayHaveArrived()
        ? new NotSentException(message)
        : new IOException(message, cause);
  }

  @Override
  public void onRequest(Handler serving) {
    handler = serving;
  }

  /** {@return whether a frame is one of Raft's} */
  public static boolean isRaft(int type) {
    return type >= FrameTypes.RAFT && type < FrameTypes.RAFT + TYPE_COUNT;
  }

  /** Serves a frame that {@link #isRaft}; returns at once. */
  public void onFrame(NodeId from, int type, byte[] payload, Responder responder) {
    handler
        .handle(from, type - FrameTypes.RAFT, payload)
        .whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                responder.answer(answer);
              } else {
                responder.fail(String.valueOf(failure.getMessage()));
              }
            });
  }
}
