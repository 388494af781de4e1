package io.ember.engine.command;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Helps the handlers that give every lane a part of the work. */
final class EveryLane {
  private EveryLane() {}

  /** {@return a part for each lane} */
  static <P extends CommandHandler.OnEveryLane.Part> List<P> parts(int lanes, Supplier<P> part) {
    List<P> parts = new ArrayList<>(lanes);
    for (int i = 0; i < lanes; i++) {
      parts.add(part.get());
    }
    return parts;
  }
}
