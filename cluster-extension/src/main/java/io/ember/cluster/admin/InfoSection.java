package io.ember.cluster.admin;

import java.util.Locale;

/** The sections of INFO, in the order of Redis. */
enum InfoSection {
  SERVER,
  CLIENTS,
  MEMORY,
  PERSISTENCE,
  STATS,
  REPLICATION,
  CPU,
  MODULES,
  CLUSTER,
  KEYSPACE;

  /** {@return the name by which it is asked for} */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return the line with which it begins, without the hash sign} */
  String title() {
    return this == CPU ? "CPU" : name().charAt(0) + wireName().substring(1);
  }
}
