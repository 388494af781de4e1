/**
 * Copies of data that agree: primary-backup with the in-sync set kept in the configuration, after
 * PacificA (Lin, Yang, Zhang, Zhou 2008) and the in-sync replicas of Kafka, with leases. Pure.
 */
@NullMarked
package io.ember.cluster.core.replication;

import org.jspecify.annotations.NullMarked;
