package io.ember.cluster.control;

import io.ember.cluster.bus.BusIdentity;
import io.ember.cluster.bus.Responder;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.SlotSet;
import java.util.concurrent.CompletionStage;

/** What the control line needs of the rest of its node. */
public interface NodePort {
  /** Routes calls by this picture from now on; on the control thread. */
  void route(ClusterState picture, SlotSet closed, String notServing);

  /**
   * Waits for the calls that are under way.
   *
   * @return whether these slots are empty then
   */
  CompletionStage<Boolean> isEmptyBehindPresentCalls(SlotSet slots);

  /**
   * Takes a frame that is not the control line's own; on the bus loop.
   *
   * @return false if nobody knows its type
   */
  boolean onFrame(BusIdentity sender, int type, byte[] payload, Responder responder);

  /** The node cannot go on: it has to be stopped, for this reason. */
  void fail(String reason);
}
