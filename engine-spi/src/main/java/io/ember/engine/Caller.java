package io.ember.engine;

/**
 * Who made a call: a connection, or embedded code. The endpoint that made the caller knows its own
 * class and keeps there what belongs to a connection (name, transaction, subscriptions); everybody
 * else needs only this.
 */
public interface Caller {
  /** {@return a number that no other caller of this engine has} */
  long id();

  /** {@return whether the call comes from code in this process and not from a socket} */
  boolean isEmbedded();
}
