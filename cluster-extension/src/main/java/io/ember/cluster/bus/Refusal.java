package io.ember.cluster.bus;

/** Why something that came in was dropped. Each is counted; none is answered. */
public enum Refusal {
  /** It does not begin like anything of this protocol. */
  BAD_MAGIC,
  /** It is of another version of the protocol. */
  WRONG_VERSION,
  /** It ends too early, has bytes too many, or fields that cannot be. */
  MALFORMED,
  /** It says that it is longer than allowed. */
  TOO_LONG,
  /** The tag is not that of the secret: forged, changed, meant for another node or direction. */
  BAD_TAG,
  /** It was received before, or is too old to tell. */
  REPLAYED,
  /** This node sent it. */
  REFLECTED,
  /** It is of another cluster. */
  WRONG_CLUSTER,
  /** It is for another node, or another node answered. */
  WRONG_RECEIVER,
  /** It is what only the other side of the connection may send. */
  WRONG_DIRECTION,
  /** It is from an earlier run of its sender than was heard of before. */
  LOWER_RUN,
  /** It is for an earlier run of this node. */
  STALE_RUN,
  /** Only join frames travel between clusters, and it is none. */
  NOT_FOR_STRANGERS,
  /** No part of this node knows the type. */
  UNKNOWN_TYPE,
  /** The content is authentic and still nonsense. */
  BAD_CONTENT,
  /** The sender opened a connection and did not prove himself in time. */
  HALF_OPEN_TIMEOUT,
  /** Too many connections were not proved yet; the oldest made room. */
  HALF_OPEN_EVICTED,
  /** More senders than are kept apart. */
  TOO_MANY_SENDERS,
  /** The other side does not take what it asked for. */
  SLOW_RECEIVER,
  /** Nothing was heard on a connection for too long. */
  SILENT
}
