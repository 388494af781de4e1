package io.ember.cluster.raft;

import io.ember.cluster.model.NodeId;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

/** Carries requests between the nodes of one process; links can be cut and answers lost. */
final class LocalNetwork implements AutoCloseable {
  private final Map<NodeId, RaftTransport.Handler> handlers = new ConcurrentHashMap<>();
  private final Set<Link> cut = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "local-network");
            thread.setDaemon(true);
            return thread;
          });
  private volatile BiPredicate<NodeId, Integer> losesAnswer = (to, type) -> false;

  private record Link(NodeId from, NodeId to) {}

  RaftTransport of(NodeId self) {
    return new RaftTransport() {
      @Override
      public CompletableFuture<byte[]> call(NodeId to, int type, byte[] request, long timeoutMs) {
        CompletableFuture<byte[]> answer =
            new CompletableFuture<byte[]>().orTimeout(timeoutMs, TimeUnit.MILLISECONDS);
        threads.execute(() -> carry(self, to, type, request, answer));
        return answer;
      }

      @Override
      public void onRequest(Handler handler) {
        handlers.put(self, handler);
      }
    };
  }

  private void carry(
      NodeId from, NodeId to, int type, byte[] request, CompletableFuture<byte[]> answer) {
    RaftTransport.Handler handler = handlers.get(to);
    if (cut.contains(new Link(from, to))) {
      return; // as lost as in a network: nobody says so
    }
    if (handler == null || handler == RaftTransport.Handler.NONE) {
      answer.completeExceptionally(new RaftTransport.NotSentException("connection refused"));
      return;
    }
    handler
        .handle(from, type, request)
        .whenComplete(
            (bytes, failure) -> {
              if (cut.contains(new Link(to, from)) || losesAnswer.test(to, type)) {
                return;
              }
              if (failure == null) {
                answer.complete(bytes);
              } else {
                answer.completeExceptionally(new IOException("failed there: " + failure));
              }
            });
  }

  /** Cuts a link in both directions. */
  void cut(NodeId one, NodeId other) {
    cut.add(new Link(one, other));
    cut.add(new Link(other, one));
  }

  /** Mends every link. */
  void mend() {
    cut.clear();
  }

  /** Says which answers get lost on their way back. */
  void loseAnswers(BiPredicate<NodeId, Integer> which) {
    losesAnswer = which;
  }

  /** The process of a node is gone. */
  void gone(NodeId node) {
    handlers.remove(node);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
