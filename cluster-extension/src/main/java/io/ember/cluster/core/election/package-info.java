/**
 * Which replica tries to become primary, and when: protocols section 6. Safety does not rest on it,
 * but on the guards of the promotion, on grants and on leases.
 */
@NullMarked
package io.ember.cluster.core.election;

import org.jspecify.annotations.NullMarked;
