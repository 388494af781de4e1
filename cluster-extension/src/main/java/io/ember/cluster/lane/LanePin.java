package io.ember.cluster.lane;

import io.ember.engine.ConfigException;
import java.util.BitSet;
import net.openhft.affinity.Affinity;

/** Binds the thread of a lane to a processor, if the configuration wants it. Stateless. */
final class LanePin {
  private LanePin() {}

  /**
   * Binds the current thread to one of the processors that it may use, another one for each lane as
   * far as there are enough.
   *
   * @throws ConfigException if it is wanted and cannot be done
   */
  static void apply(LaneConfig config, int lane) {
    if (!config.pin()) {
      return;
    }
    try {
      Library.pin(lane);
    } catch (LinkageError e) {
      throw new ConfigException(
          "ember.lanes.pin = true: needs net.openhft:affinity and net.java.dev.jna:jna on the class"
              + " path",
          e);
    }
  }

  /** Apart, so that the library is loaded only when it is used: it is optional. */
  private static final class Library {
    static void pin(int lane) {
      BitSet allowed = Affinity.getAffinity();
      int count = allowed.cardinality();
      int processor = -1;
      for (int skip = count == 0 ? -1 : lane % count; skip >= 0; skip--) {
        processor = allowed.nextSetBit(processor + 1);
      }
      BitSet wanted = new BitSet();
      if (processor >= 0) {
        wanted.set(processor);
        Affinity.setAffinity(wanted);
      }
      if (processor < 0 || !Affinity.getAffinity().equals(wanted)) {
        throw new ConfigException(
            "ember.lanes.pin = true: lane "
                + lane
                + " cannot be bound to a processor on this system; it may use "
                + allowed);
      }
    }
  }
}
