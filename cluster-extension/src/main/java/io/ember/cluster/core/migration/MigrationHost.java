package io.ember.cluster.core.migration;

import io.ember.cluster.core.SafetyRules;
import io.ember.cluster.core.effect.EffectReader;
import io.ember.cluster.core.effect.SlotMarks;
import io.ember.cluster.model.NodeId;
import io.ember.engine.Keyspace;

/** What migrations need of their lane. Owner thread: the lane. */
public interface MigrationHost {
  SafetyRules rules();

  Keyspace keyspace();

  /** {@return by which migrations slots came here} */
  SlotMarks marks();

  EffectReader reader();

  /** {@return where the lane works off what slots hold} */
  byte[] scratch();

  /**
   * Records what was just changed.
   *
   * @return up to where the log has to be committed for that to be safe
   */
  long record(int log);

  /** {@return up to where a log is committed} */
  long commit(int log);

  /** {@return whether everything that was done to the slot is committed} */
  boolean isCommitted(int slot);

  /** {@return whether what is done now will be committed, as far as this node knows} */
  boolean isCommitting();

  /** {@return whether no work that may change the slot is half done} */
  boolean isCalm(int slot);

  /** Says something to the other side. */
  void send(NodeId to, MigrationMessage message);
}
