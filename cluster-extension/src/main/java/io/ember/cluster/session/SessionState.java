package io.ember.cluster.session;

import io.ember.cluster.config.ReplicationConfig.Acks;
import org.jspecify.annotations.Nullable;

/**
 * What a session has been told by its client and remembers.
 *
 * <p>Written by the session's owner thread; what CLIENT LIST shows is readable from any thread.
 */
public final class SessionState {
  private volatile int protocol = 2;
  private volatile boolean authenticated;
  private volatile String name = "";
  private volatile String libraryName = "";
  private volatile String libraryVersion = "";
  private volatile boolean noEvict;
  private volatile boolean noTouch;
  private volatile boolean readOnly;
  private volatile @Nullable Acks acks;
  private boolean asking;
  private final Subscriptions subscriptions = new Subscriptions();

  /** {@return the RESP version of the replies, 2 or 3} */
  public int protocol() {
    return protocol;
  }

  public void setProtocol(int version) {
    protocol = version;
  }

  /** {@return whether the client may use commands that need authentication} */
  public boolean authenticated() {
    return authenticated;
  }

  public void setAuthenticated(boolean yes) {
    authenticated = yes;
  }

  /** {@return the name that the client gave itself, empty for none} */
  public String name() {
    return name;
  }

  public void setName(String newName) {
    name = newName;
  }

  /** {@return the name of the client's library, empty if it did not tell} */
  public String libraryName() {
    return libraryName;
  }

  public void setLibraryName(String newName) {
    libraryName = newName;
  }

  /** {@return the version of the client's library, empty if it did not tell} */
  public String libraryVersion() {
    return libraryVersion;
  }

  public void setLibraryVersion(String version) {
    libraryVersion = version;
  }

  /** {@return whether CLIENT NO-EVICT was asked for} */
  public boolean noEvict() {
    return noEvict;
  }

  public void setNoEvict(boolean on) {
    noEvict = on;
  }

  /** {@return whether CLIENT NO-TOUCH was asked for} */
  public boolean noTouch() {
    return noTouch;
  }

  public void setNoTouch(boolean on) {
    noTouch = on;
  }

  /** {@return whether READONLY was asked for: a replica may answer reads} */
  public boolean readOnly() {
    return readOnly;
  }

  public void setReadOnly(boolean on) {
    readOnly = on;
  }

  /** {@return what writes wait for, as CLIENT ACKS has chosen; null for what the node does} */
  public @Nullable Acks acks() {
    return acks;
  }

  public void setAcks(@Nullable Acks wanted) {
    acks = wanted;
  }

  /** Says that the next call may reach a slot that is being imported. */
  public void setAsking() {
    asking = true;
  }

  /** {@return whether the call before this one was ASKING; asking ends it} */
  public boolean takeAsking() {
    boolean was = asking;
    asking = false;
    return was;
  }

  /** {@return what the session is subscribed to} */
  public Subscriptions subscriptions() {
    return subscriptions;
  }

  /** {@return whether only the commands of a subscriber are allowed: RESP2 has no pushes} */
  public boolean isSubscriberOnly() {
    return protocol == 2 && subscriptions.count() > 0;
  }

  /**
   * Forgets everything but subscriptions, as RESET does.
   *
   * @param nowAuthenticated whether the session needs no password
   */
  public void reset(boolean nowAuthenticated) {
    protocol = 2;
    authenticated = nowAuthenticated;
    name = "";
    noEvict = false;
    noTouch = false;
    readOnly = false;
    acks = null;
    asking = false;
  }
}
