package io.ember.cluster.core.node;

import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.NodeInfo;
import io.ember.cluster.model.SlotSet;
import org.jspecify.annotations.Nullable;

/**
 * Gets the configuration to know this node as it is: that it exists, in which run, and where. Until
 * its run is applied the node serves nothing. One proposal is under way at a time; it is repeated
 * until the state shows what it was to bring about. Owner thread: control.
 */
final class Registration {
  private final ControlSettings settings;
  private final NodeSelf self;
  private final Proposals proposals;
  private boolean underWay;

  Registration(ControlSettings settings, NodeSelf self, Proposals proposals) {
    this.settings = settings;
    this.self = self;
    this.proposals = proposals;
  }

  /** Proposes what is missing. */
  void retry(ClusterStateData data) {
    if (underWay || self.standing() == Standing.JOINING) {
      return;
    }
    ClusterCommand missing = missing(data);
    if (missing == null) {
      return;
    }
    underWay = true;
    proposals.propose(missing, undecided -> underWay = false);
  }

  private @Nullable ClusterCommand missing(ClusterStateData data) {
    NodeInfo known = self.registered();
    NodeInfo now = settings.self();
    if (known == null) {
      // A member that is not in the state has not caught up, or was removed: neither is a reason
      // to add itself. Only who begins a cluster does.
      boolean begins = self.standing() == Standing.ALONE && data.nodes().isEmpty();
      return begins && !self.isRemoved()
          ? new ClusterCommand.AddNode(now, settings.bootstrap() ? SlotSet.ALL : SlotSet.EMPTY)
          : null;
    }
    if (known.run() < now.run()) {
      return new ClusterCommand.NodeRestarted(settings.id(), now.run(), false, true);
    }
    if (!known.client().equals(now.client()) || !known.bus().equals(now.bus())) {
      return new ClusterCommand.UpdateNodeAddress(settings.id(), now.client(), now.bus());
    }
    return null;
  }
}
