package io.ember.cluster.lane;

import io.ember.cluster.core.replication.Permit;

/** Until when the node may serve: set by the control line, read by lanes. Any thread. */
final class PermitRef {
  private volatile Permit permit = Permit.NONE;

  Permit get() {
    return permit;
  }

  void set(Permit next) {
    permit = next;
  }
}
