package io.ember.cluster.bus;

/**
 * What a handshake yields: who is on the other side, and a key for each direction.
 *
 * @param peer who the other side proved to be
 * @param link what the connection is for
 * @param strangers whether the two are of different clusters: only join frames are carried
 * @param sendKey signs what this side sends
 * @param receiveKey verifies what it receives
 */
record Session(BusIdentity peer, Link link, boolean strangers, byte[] sendKey, byte[] receiveKey) {
  /** {@return who and what, and no key} */
  @Override
  public String toString() {
    return "Session[" + peer + ", " + link + (strangers ? ", strangers]" : "]");
  }
}
