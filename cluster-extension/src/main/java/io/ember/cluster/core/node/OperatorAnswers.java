package io.ember.cluster.core.node;

import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.ClusterResponse;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What operators are told of what they asked for. Owner thread: control. */
final class OperatorAnswers {
  private static final String OK = "OK";

  private final Proposals proposals;
  private final Consumer<ControlOutput> out;

  OperatorAnswers(Proposals proposals, Consumer<ControlOutput> out) {
    this.proposals = proposals;
    this.out = out;
  }

  /** Proposes a command and answers OK when this node has applied it, or why it was not. */
  void propose(long question, ClusterCommand command) {
    propose(question, command, () -> OK);
  }

  /**
   * Proposes a command and answers when this node has applied the outcome.
   *
   * @param text of the answer if it was accepted
   */
  void propose(long question, ClusterCommand command, Supplier<String> text) {
    proposals.propose(
        command,
        new Proposals.Proposer() {
          @Override
          public void applied(ClusterResponse response) {
            answer(
                question,
                response instanceof ClusterResponse.Rejected rejected
                    ? new ChangeResult.Refused(rejected.reason())
                    : new ChangeResult.Done(text.get()));
          }

          @Override
          public void failed(boolean undecided, String reason) {
            answer(
                question,
                undecided ? new ChangeResult.Undecided(reason) : new ChangeResult.Refused(reason));
          }
        });
  }

  void ok(long question) {
    answer(question, new ChangeResult.Done(OK));
  }

  void refuse(long question, String reason) {
    answer(question, new ChangeResult.Refused(reason));
  }

  void answer(long question, ChangeResult result) {
    out.accept(new ControlOutput.Answer(question, result));
  }
}
