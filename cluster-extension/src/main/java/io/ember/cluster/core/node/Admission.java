package io.ember.cluster.core.node;

import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.ClusterResponse;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.NodeInfo;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Admits nodes that ask to join: one {@code AddNode} decides. A node that asks again, since it did
 * not hear the answer, gets the same one. Owner thread: control.
 */
final class Admission {
  private final ControlSettings settings;
  private final NodeSelf self;
  private final Proposals proposals;
  private final Consumer<ControlOutput> out;

  Admission(
      ControlSettings settings, NodeSelf self, Proposals proposals, Consumer<ControlOutput> out) {
    this.settings = settings;
    this.self = self;
    this.proposals = proposals;
    this.out = out;
  }

  /**
   * A node asks to be admitted.
   *
   * @param moving whether this node is about to give its own group up: whom it admitted now would
   *     be left behind in it
   */
  void asked(long question, JoinMessage.Request request, boolean moving, ClusterStateData data) {
    if (isAdmitted(request.node(), data)) {
      out.accept(new ControlOutput.Reply(question, accepted(data)));
    } else if (data.node(request.node().id()) != null) {
      refuse(question, request, "another node of this cluster has the id " + request.node().id());
    } else if (moving) {
      // Two nodes that join each other would wait for ever if neither could say no for good.
      refuse(question, request, "the node that was asked is joining or leaving a cluster itself");
    } else if (!self.isRegistered()) {
      out.accept(new ControlOutput.NoReply(question, self.whyNotServing()));
    } else if (data.slots().assigned().intersects(request.slots())) {
      // Known without the log, which who asks every second would only fill.
      int taken = data.slots().assigned().and(request.slots()).first();
      refuse(question, request, "slot " + taken + " is not free");
    } else {
      propose(question, request);
    }
  }

  private static boolean isAdmitted(NodeInfo node, ClusterStateData data) {
    NodeInfo known = data.node(node.id());
    return known != null && known.bornIn().equals(node.bornIn());
  }

  /**
   * Refuses for good: if an earlier request may still be granted, not before it cannot any more.
   */
  private void refuse(long question, JoinMessage.Request request, String reason) {
    ControlOutput refusal = new ControlOutput.Reply(question, new JoinMessage.Refused(reason));
    if (!request.inDoubt()) {
      out.accept(refusal);
      return;
    }
    NodeInfo node = request.node();
    proposals.propose(
        new ClusterCommand.RefuseNode(node.id(), node.bornIn(), node.run()),
        new Proposals.Proposer() {
          @Override
          public void applied(ClusterResponse response) {
            boolean admitted = isAdmitted(node, self.data());
            if (admitted) {
              out.accept(new ControlOutput.Reply(question, accepted(self.data())));
            } else if (response.isOk()) {
              out.accept(refusal);
            } else {
              out.accept(new ControlOutput.NoReply(question, "it was admitted and removed"));
            }
          }

          @Override
          public void failed(boolean undecided, String why) {
            out.accept(new ControlOutput.NoReply(question, why));
          }
        });
  }

  private void propose(long question, JoinMessage.Request request) {
    if (self.standing() == Standing.ALONE) {
      // On disk before anybody can know: a member does not give its group up to join another.
      self.stand(Standing.MEMBER);
      out.accept(new ControlOutput.PersistMember());
    }
    proposals.propose(
        new ClusterCommand.AddNode(request.node(), request.slots()),
        new Proposals.Proposer() {
          @Override
          public void applied(ClusterResponse response) {
            // An earlier request of the same node may have been granted meanwhile.
            if (isAdmitted(request.node(), self.data())) {
              out.accept(new ControlOutput.Reply(question, accepted(self.data())));
            } else {
              refuse(
                  question,
                  request,
                  response instanceof ClusterResponse.Rejected rejected
                      ? rejected.reason()
                      : "it was admitted and removed again");
            }
          }

          @Override
          public void failed(boolean undecided, String reason) {
            out.accept(new ControlOutput.NoReply(question, reason));
          }
        });
  }

  private JoinMessage accepted(ClusterStateData data) {
    Map<NodeId, Endpoint> nodes = new HashMap<>();
    data.nodes().values().forEach(node -> nodes.put(node.id(), node.bus()));
    return new JoinMessage.Accepted(settings.clusterId(), nodes);
  }
}
