package io.ember.examples.conformance;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of an episode, the same each time it is played. Immutable. */
interface Action {
  /** Plays the step on both servers. {@return what differs, or null} */
  @Nullable Difference play(List<Link> links) throws IOException;

  /** {@return how many commands the step sends to a server, at least} */
  int commandCount();
}
