package io.ember.cluster.core.replication;

import io.ember.cluster.core.SafetyRules;
import io.ember.cluster.core.effect.EffectReader;
import io.ember.cluster.core.effect.EffectWriter;
import io.ember.cluster.core.effect.SlotMarks;
import io.ember.cluster.model.SlotSet;
import io.ember.engine.Keyspace;

/** What the logs of a lane share. Owner thread: the lane. */
interface LaneContext {
  ReplicationSettings settings();

  SafetyRules rules();

  Keyspace keyspace();

  EffectReader reader();

  /** {@return a writer for chunks of slots, cleared} */
  EffectWriter chunkWriter();

  /** {@return where to say something to other nodes} */
  LogSink sink();

  /** {@return a span to fill and send at once} */
  RecordSpan span();

  /** {@return how many bytes of records each log may keep} */
  long logBudgetBytes();

  /**
   * {@return a number that no attachment of this node had, in no run of it} What a primary says
   * names only that, and something that was meant for an earlier run may still come.
   */
  long nextAttachment();

  /** {@return by which migrations slots came here} */
  SlotMarks marks();

  /** Repeats effects. {@return false if one of them does not fit what is there} */
  boolean repeat(byte[] effects, int offset, int length);

  /** Empties these slots of a log, and forgets how they came here. */
  void clear(int log, SlotSet slots);

  /**
   * Brings records that are in the log into the store, up to an offset.
   *
   * @return false if one of them does not fit what is there
   */
  boolean apply(LogState log, long upTo);
}
