package io.ember.cluster.arch.planted.mapdbonlyinpersistandraft.cluster.persist;

import org.mapdb.DB;

/** Uses the library behind its door. */
final class DBUser {
  private DBUser() {}

  static Class<?> library() {
    return DB.class;
  }
}
