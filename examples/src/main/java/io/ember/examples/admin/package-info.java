/**
 * {@code ember admin}: administration of a cluster through any of its nodes, over its client port.
 */
@NullMarked
package io.ember.examples.admin;

import org.jspecify.annotations.NullMarked;
