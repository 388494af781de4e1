package io.ember.cluster.arch.planted.mapdbonlyinpersistandraft.cluster.admin;

import org.mapdb.DB;

/** Uses the library through the wall. */
final class PlantedDBUser {
  private PlantedDBUser() {}

  static Class<?> library() {
    return DB.class;
  }
}
