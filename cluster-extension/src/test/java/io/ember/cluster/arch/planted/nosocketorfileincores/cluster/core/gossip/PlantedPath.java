package io.ember.cluster.arch.planted.nosocketorfileincores.cluster.core.gossip;

import java.nio.file.Path;

/** Breaks the rule that it is planted for. */
final class PlantedPath {
  private PlantedPath() {}

  static Class<?> value() {
    return Path.class;
  }
}
