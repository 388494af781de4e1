package io.ember.cluster.admin;

import io.ember.cluster.session.ClientSession;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The kinds of connections by which CLIENT LIST and CLIENT KILL choose. */
enum ClientType {
  /** One that executes commands. */
  NORMAL,
  /** One of a replica; replicas use the bus, so there is none. */
  REPLICA,
  /** One that is subscribed to something. */
  PUBSUB,
  /** That of this replica's primary; there is none either. */
  MASTER;

  /** {@return the type that a word names, or null} */
  static @Nullable ClientType parse(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "normal" -> NORMAL;
      case "slave", "replica" -> REPLICA;
      case "pubsub" -> PUBSUB;
      case "master" -> MASTER;
      default -> null;
    };
  }

  /** {@return the type of a session} */
  static ClientType of(ClientSession session) {
    return session.state().subscriptions().count() > 0 ? PUBSUB : NORMAL;
  }

  /** {@return what a call is told that names an unknown type} */
  static String unknown(String word) {
    return "Unknown client type '" + word + "'";
  }
}
