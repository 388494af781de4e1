package io.ember.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who watches which keys of a lane. Costs nothing while nobody does. Owner thread: the lane. */
final class Watches {
  private record WatchedKey(Reply.Bulk key, int slot) {
    static WatchedKey of(Key key) {
      return new WatchedKey(new Reply.Bulk(key.toByteArray()), key.slot());
    }
  }

  private final Map<WatchedKey, List<WatchToken>> tokens = new HashMap<>();

  void add(Key key, WatchToken token) {
    tokens.computeIfAbsent(WatchedKey.of(key), k -> new ArrayList<>(1)).add(token);
  }

  void remove(Key key, WatchToken token) {
    WatchedKey name = WatchedKey.of(key);
    List<WatchToken> watchers = tokens.get(name);
    if (watchers != null && watchers.remove(token) && watchers.isEmpty()) {
      tokens.remove(name);
    }
  }

  void changed(Key key) {
    if (tokens.isEmpty()) {
      return;
    }
    List<WatchToken> watchers = tokens.get(WatchedKey.of(key));
    if (watchers != null) {
      watchers.forEach(WatchToken::markChanged);
    }
  }

  /**
   * Every watched key of the slot counts as changed, also one that did not exist: a false alarm is
   * allowed.
   */
  void slotCleared(int slot) {
    tokens.forEach(
        (name, watchers) -> {
          if (name.slot() == slot) {
            watchers.forEach(WatchToken::markChanged);
          }
        });
  }
}
