package io.ember.cluster.raft;

/** The numbers of the requests that nodes send each other for the log. Never used anew. */
final class RaftRequests {
  static final int VOTE = 1;
  static final int APPEND = 2;
  static final int INSTALL_SNAPSHOT = 3;
  static final int START_ELECTION = 4;

  /** The highest number that is Ratis' own. */
  static final int LAST_OF_RATIS = 15;

  /** Takes a proposal to the leader. */
  static final int PROPOSE = 16;

  /** Asks a node to become ready to vote. */
  static final int PREPARE = 17;

  /** Takes a change of the voters to the leader. */
  static final int SET_VOTERS = 18;

  /** Takes a transfer of the leadership to the leader. */
  static final int TRANSFER = 19;

  /** Asks for applied entries. */
  static final int FEED = 20;

  /** Asks who the voters are. */
  static final int VOTERS = 21;

  private RaftRequests() {}
}
