package io.ember.cluster.admin;

import io.ember.engine.command.CommandHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Helps the commands that ask every lane. Stateless. */
final class LaneParts {
  private LaneParts() {}

  /** {@return a part for each lane} */
  static <P extends CommandHandler.OnEveryLane.Part> List<P> of(int lanes, Supplier<P> part) {
    List<P> parts = new ArrayList<>(lanes);
    for (int i = 0; i < lanes; i++) {
      parts.add(part.get());
    }
    return parts;
  }
}
