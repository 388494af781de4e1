package io.ember.cluster.core.replication;

import io.ember.cluster.model.NodeId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a lane tells the control line of its node: after every view, when something in it changed,
 * and now and then. Immutable.
 *
 * @param lane its number
 * @param view the number of the view on which it acts
 * @param position the sum of the ends of its logs, for ranking candidates and for people to see
 * @param replicas at a primary: how each replica of the view does
 * @param handedOver at a primary whose view asks for it: no call is under way, and every counted
 *     node has acknowledged the end of every log
 * @param complete at a replica: whether its stores are complete copies, with nothing being fetched
 */
public record LaneReport(
    int lane,
    long view,
    long position,
    SortedMap<NodeId, Replica> replicas,
    boolean handedOver,
    boolean complete) {
  public LaneReport {
    replicas = Collections.unmodifiableSortedMap(new TreeMap<>(replicas));
  }

  /**
   * How a replica does, as its primary's lane sees it.
   *
   * @param run in which it acknowledged
   * @param standing how far it is
   * @param lagNs for how long it has not had all that the primary had then; 0 if it has
   */
  public record Replica(long run, Standing standing, long lagNs) {}

  /** How far a replica is. */
  public enum Standing {
    /** It has not said yet where its logs are, or is being brought up. Not counted. */
    BEHIND,
    /** It has acknowledged at least the commit offset in every log of the lane. Not counted. */
    CAUGHT_UP,
    /** Every log of the lane counts it. */
    COUNTED,
    /** It is counted and has to leave the set first: it needs slots that it does not have. */
    MUST_LEAVE
  }
}
