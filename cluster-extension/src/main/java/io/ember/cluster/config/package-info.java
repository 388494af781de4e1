/**
 * The configuration of a node, one record for each part of it. A record reads its keys, knows their
 * defaults and refuses values that contradict each other.
 */
@NullMarked
package io.ember.cluster.config;

import org.jspecify.annotations.NullMarked;
