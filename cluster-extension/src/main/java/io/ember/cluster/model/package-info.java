/** The picture of a cluster: nodes, slots and who owns them. Everything here is immutable. */
@NullMarked
package io.ember.cluster.model;

import org.jspecify.annotations.NullMarked;
