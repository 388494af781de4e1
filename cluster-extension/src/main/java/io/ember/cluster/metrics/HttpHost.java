package io.ember.cluster.metrics;

import io.ember.cluster.config.Hosts;
import java.util.Locale;

/**
 * Which names of this node a request may use. Immutable.
 *
 * <p>A page of a stranger can let its own name point at 127.0.0.1, and a browser then takes what
 * listens there for the stranger's site and lets his script read it. So a listener on loopback
 * answers only those who call it by an address or as {@code localhost}; a stranger cannot have
 * either. Beyond loopback everybody may read, by whatever name.
 */
record HttpHost(String bound) {
  boolean accepts(String named) {
    return !Hosts.isLoopback(bound)
        || named.isEmpty()
        || Hosts.isLoopback(named)
        || named.toLowerCase(Locale.ROOT).equals(bound.toLowerCase(Locale.ROOT));
  }
}
