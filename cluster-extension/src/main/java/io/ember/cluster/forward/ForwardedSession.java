package io.ember.cluster.forward;

import io.ember.cluster.lane.LanePublisher;
import io.ember.cluster.lane.WatchedKeys;
import io.ember.cluster.session.ClientSession;
import io.ember.cluster.session.PushMessage;
import io.ember.cluster.session.ReplyMode;
import io.ember.cluster.session.SessionFigures;
import io.ember.cluster.session.SessionState;
import io.ember.cluster.session.Transaction;
import io.ember.engine.EngineCall;
import io.ember.engine.WatchToken;

/**
 * What this node remembers of a client of another node: the keys that it watches here. Everything
 * else about the client is known where it is connected.
 *
 * <p>Owner thread: the loop of forwarded calls; lanes add watched keys.
 */
final class ForwardedSession implements ClientSession, Transaction {
  private final long id;
  private final SessionState state = new SessionState();
  private final WatchedKeys watched = new WatchedKeys();
  private long lastUsedNs;

  /**
   * @param id no other session of this node has it
   */
  ForwardedSession(long id, long nowNs) {
    this.id = id;
    state.setAuthenticated(true);
    lastUsedNs = nowNs;
  }

  void used(long nowNs) {
    lastUsedNs = nowNs;
  }

  long lastUsedNs() {
    return lastUsedNs;
  }

  void unwatch(LanePublisher publisher) {
    watched.end(publisher);
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public SessionState state() {
    return state;
  }

  @Override
  public Transaction transaction() {
    return this;
  }

  @Override
  public WatchToken watchToken() {
    return watched.token();
  }

  @Override
  public void watched(EngineCall watchCall) {
    watched.add(watchCall);
  }

  @Override
  public boolean isOpen() {
    return false;
  }

  @Override
  public boolean isFailed() {
    return false;
  }

  @Override
  public boolean isSpread() {
    return false;
  }

  @Override
  public boolean mayWrite() {
    return true;
  }

  // ---- where the client is connected

  private static UnsupportedOperationException elsewhere() {
    return new UnsupportedOperationException("only a call on keys is passed on to another node");
  }

  @Override
  public SessionFigures figures() {
    throw elsewhere();
  }

  @Override
  public void setReplyMode(ReplyMode mode) {
    throw elsewhere();
  }

  @Override
  public boolean push(PushMessage message) {
    return false;
  }

  @Override
  public void closeAfterReply() {
    throw elsewhere();
  }

  @Override
  public void close() {}

  @Override
  public void open() {
    throw elsewhere();
  }

  @Override
  public void fail() {
    throw elsewhere();
  }

  @Override
  public void discard() {
    throw elsewhere();
  }

  @Override
  public void unwatch() {
    throw elsewhere();
  }

  @Override
  public String watchElsewhere(int slot) {
    throw elsewhere();
  }

  @Override
  public boolean watchesElsewhere() {
    return false;
  }

  @Override
  public void exec(EngineCall execCall) {
    throw elsewhere();
  }
}
