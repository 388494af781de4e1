package io.ember.cluster.lane;

import io.ember.cluster.routing.RoutingTable;
import io.ember.engine.EngineCall;
import io.ember.engine.Key;
import io.ember.engine.Reply;
import io.ember.engine.WatchToken;
import java.util.HashMap;
import java.util.Map;

/**
 * The keys that one session watches, with the token that a change marks. Lanes add, the session's
 * loop ends the watches; never at the same time for one session, but on different threads.
 */
public final class WatchedKeys {
  private final Map<Reply.Bulk, Key> keys = new HashMap<>();
  private WatchToken token = new WatchToken();
  private volatile int count;

  /** {@return the token of the watches since they last ended} */
  public synchronized WatchToken token() {
    return token;
  }

  /** {@return how many keys are watched; any thread} */
  public int count() {
    return count;
  }

  /** Adds the arguments of the call from 1 on; on the lane that watches them. */
  public synchronized void add(EngineCall watchCall) {
    for (int i = 1; i < watchCall.argumentCount(); i++) {
      Key key = watchCall.key(i).copy();
      keys.putIfAbsent(new Reply.Bulk(key.array()), key);
    }
    count = keys.size();
  }

  /** Ends all watches; on the session's loop. */
  public synchronized void end(LanePublisher publisher) {
    WatchToken ended = token;
    for (Key key : keys.values()) {
      int lane = RoutingTable.ownerLane(key.slot(), publisher.laneCount());
      publisher.addItem(lane, (LaneTask) owner -> owner.keyspace().unwatch(key, ended));
    }
    keys.clear();
    count = 0;
    token = new WatchToken();
  }
}
