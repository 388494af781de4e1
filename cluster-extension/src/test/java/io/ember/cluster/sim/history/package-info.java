/**
 * Histories of client operations and the judge of them: whether some order of the operations, each
 * at one instant between its call and its answer, explains every answer.
 */
@NullMarked
package io.ember.cluster.sim.history;

import org.jspecify.annotations.NullMarked;
