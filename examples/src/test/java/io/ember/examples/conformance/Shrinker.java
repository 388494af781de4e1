package io.ember.examples.conformance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leaves out of an episode what its difference does not need. */
final class Shrinker {
  private static final int MOST_REPLAYS = 400;

  /** Plays steps from an empty server. */
  interface Player {
    @Nullable Difference play(List<Action> actions) throws IOException;
  }

  private final Player player;
  private final String signature;
  private int replays;

  /**
   * @param signature of the difference that has to stay
   */
  Shrinker(Player player, String signature) {
    this.player = player;
    this.signature = signature;
  }

  /** {@return a part of the steps that still shows the difference} */
  List<Action> shrink(List<Action> actions) throws IOException {
    List<Action> kept = flat(actions);
    if (!shows(kept)) {
      // It takes a pipeline to see it.
      kept = new ArrayList<>(actions);
    }
    for (int chunk = Math.max(1, kept.size() / 2); ; chunk = Math.max(1, chunk / 2)) {
      boolean removed = false;
      for (int from = 0; from < kept.size() && replays < MOST_REPLAYS; ) {
        List<Action> without = new ArrayList<>(kept.subList(0, from));
        without.addAll(kept.subList(Math.min(from + chunk, kept.size()), kept.size()));
        if (shows(without)) {
          kept = without;
          removed = true;
        } else {
          from += chunk;
        }
      }
      if (replays >= MOST_REPLAYS || (chunk == 1 && !removed)) {
        return kept;
      }
    }
  }

  /** {@return the same commands, each sent alone} */
  private static List<Action> flat(List<Action> actions) {
    List<Action> flat = new ArrayList<>();
    for (Action action : actions) {
      if (action instanceof CommandAction several) {
        several
            .commands()
            .forEach(one -> flat.add(new CommandAction(several.link(), List.of(one))));
      } else {
        flat.add(action);
      }
    }
    return flat;
  }

  private boolean shows(List<Action> actions) throws IOException {
    replays++;
    Difference difference = player.play(actions);
    return difference != null && difference.signature().equals(signature);
  }
}
