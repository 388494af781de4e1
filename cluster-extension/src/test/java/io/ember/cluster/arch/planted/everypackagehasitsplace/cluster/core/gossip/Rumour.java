package io.ember.cluster.arch.planted.everypackagehasitsplace.cluster.core.gossip;

/** In a place that the order knows. */
record Rumour(int count) {}
