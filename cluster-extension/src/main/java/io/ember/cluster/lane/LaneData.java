package io.ember.cluster.lane;

import io.ember.engine.Keyspace;
import io.ember.engine.SlotStores;

/**
 * The data of one lane. Created, used and closed by the lane's thread alone.
 *
 * @param stores the slot stores
 * @param keyspace the same as commands see it
 */
public record LaneData(SlotStores stores, Keyspace keyspace) implements AutoCloseable {
  /** Where a lane's data comes from. */
  @FunctionalInterface
  public interface Source {
    /** {@return the empty data of the lane with this number; called on the lane's thread} */
    LaneData open(int lane);
  }

  @Override
  public void close() {
    keyspace.close();
  }
}
