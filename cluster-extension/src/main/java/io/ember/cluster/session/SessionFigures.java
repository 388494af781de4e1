package io.ember.cluster.session;

/**
 * What can be told of a connection without asking its owner. Any thread; a figure may be a moment
 * old.
 */
public interface SessionFigures {
  /** {@return the client's address as {@code host:port}, IPv6 hosts in brackets} */
  String remoteAddress();

  /** {@return the address on this side as {@code host:port}} */
  String localAddress();

  /** {@return the descriptor of the socket, -1 if the transport does not tell} */
  int fileDescriptor();

  /** {@return when the connection was accepted, ms since the epoch} */
  long createdAtMs();

  /** {@return when the client last sent something, ms since the epoch} */
  long lastActiveAtMs();

  /** {@return the last command as {@code get} or {@code client|list}; "NULL" before the first} */
  String lastCommand();

  /** {@return bytes received and not yet decoded into calls} */
  long undecodedBytes();

  /** {@return bytes of replies and pushes that wait to be sent} */
  long unsentBytes();

  /** {@return bytes received since the connection was accepted} */
  long receivedBytes();

  /** {@return bytes sent since the connection was accepted} */
  long sentBytes();

  /** {@return commands queued in an open transaction, -1 if none is open} */
  int queuedCommands();

  /** {@return how many keys the session watches} */
  int watchedKeys();
}
