/**
 * What commands see of a client's connection, and what all connections of a node share. The server
 * implements {@link io.ember.cluster.session.ClientSession}; the command handlers use it.
 */
@NullMarked
package io.ember.cluster.session;

import org.jspecify.annotations.NullMarked;
