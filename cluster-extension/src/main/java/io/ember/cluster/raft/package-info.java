/**
 * The log by which nodes agree on the configuration of their cluster: the port {@link
 * io.ember.cluster.raft.ConfigLog}, and {@link io.ember.cluster.raft.RaftNode}, which implements it
 * with Apache Ratis over the cluster's own bus. The only package that uses the Raft library.
 */
@NullMarked
package io.ember.cluster.raft;

import org.jspecify.annotations.NullMarked;
