package io.ember.cluster.admin;

import io.ember.cluster.core.node.ChangeResult;
import io.ember.cluster.core.node.ClusterChange;
import io.ember.engine.EngineCall;
import io.ember.engine.ErrorCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Asks the control line for changes and answers a call with what became of them. Stateless. */
final class Changes {
  private Changes() {}

  /** Asks for a change, and answers with what it came to. */
  static void ask(NodeServicesRef services, EngineCall call, ClusterChange change) {
    askAll(services, call, List.of(change), result -> answer(call, result));
  }

  /**
   * Asks for changes, one after the other as long as none is refused.
   *
   * @param done answers if all were accepted
   */
  static void askAll(
      NodeServicesRef services,
      EngineCall call,
      List<? extends ClusterChange> changes,
      Consumer<ChangeResult> done) {
    call.deferCompletion();
    CompletionStage<ChangeResult> last =
        CompletableFuture.completedFuture(new ChangeResult.Done("OK"));
    for (ClusterChange change : changes) {
      last =
          last.thenCompose(
              before ->
                  before instanceof ChangeResult.Done
                      ? services.get().control().change(change)
                      : CompletableFuture.completedFuture(before));
    }
    var unused =
        last.thenAccept(
            result -> {
              if (result instanceof ChangeResult.Done) {
                done.accept(result);
              } else {
                answer(call, result);
              }
              call.completed();
            });
  }

  private static void answer(EngineCall call, ChangeResult result) {
    if (result instanceof ChangeResult.Done done) {
      call.reply().simple(done.text());
    } else if (result instanceof ChangeResult.Refused refused) {
      call.reply().error(refused.message());
    } else if (result instanceof ChangeResult.Undecided undecided) {
      call.reply()
          .error(
              ErrorCode.TRYAGAIN,
              "the change may or may not become effective, look before you repeat it: "
                  + undecided.reason());
    } else {
      throw new AssertionError(result);
    }
  }
}
