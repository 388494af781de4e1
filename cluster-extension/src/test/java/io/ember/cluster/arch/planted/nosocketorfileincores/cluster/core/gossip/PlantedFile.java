package io.ember.cluster.arch.planted.nosocketorfileincores.cluster.core.gossip;

import java.io.FileInputStream;

/** Breaks the rule that it is planted for. */
final class PlantedFile {
  private PlantedFile() {}

  static Class<?> value() {
    return FileInputStream.class;
  }
}
