package io.ember.engine;

import java.util.concurrent.CompletableFuture;

/** A call by code in this process; its answer is collected for a future. Used once. */
final class EmbeddedCall extends EngineCall {
  private final ReplyCollector collector = new ReplyCollector();
  private final CompletableFuture<Reply> answer = new CompletableFuture<>();

  /**
   * {@return a call with copies of the arguments, the large ones in blobs}
   *
   * @throws StoreException if there is no memory for a large one
   */
  static EmbeddedCall of(byte[][] arguments, SlotStoreFactory stores) {
    EmbeddedCall call = new EmbeddedCall();
    call.fill(EmbeddedCaller.INSTANCE, arguments, stores);
    return call;
  }

  /** {@return the answer, once the call has completed} */
  CompletableFuture<Reply> answer() {
    return answer;
  }

  @Override
  public ReplySink reply() {
    return collector;
  }

  @Override
  public void resetReply() {
    collector.reset();
  }

  @Override
  public void lost(String why) {
    clear();
    answer.completeExceptionally(
        new IndeterminateException("the call may have been executed or not: " + why));
  }

  @Override
  public void completed() {
    Reply reply =
        collector.isComplete()
            ? collector.take()
            : new Reply.Failure(ErrorCode.ERR, "internal error: the answer is not complete");
    clear();
    answer.complete(reply);
  }
}
