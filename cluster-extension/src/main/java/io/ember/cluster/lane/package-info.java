/**
 * The lanes: threads that own the data of their slots and execute every call on it, fed through
 * rings. The only package that knows the Disruptor, thread affinity and the kernel's scheduler.
 */
@NullMarked
package io.ember.cluster.lane;

import org.jspecify.annotations.NullMarked;
