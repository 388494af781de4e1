/**
 * The configuration of the cluster as the log decides it: who is a node, who owns which slot, who
 * copies whom, what moves. Changed by nothing but {@link ClusterCommand}s, each checked when it is
 * applied. Deterministic: the same commands give the same state and the same answers on every node.
 */
@NullMarked
package io.ember.cluster.core.state;

import org.jspecify.annotations.NullMarked;
