package io.ember.cluster.arch.planted.eachseesonlywhatisleftofit.cluster.core.gossip;

import io.ember.cluster.arch.planted.eachseesonlywhatisleftofit.cluster.wire.Decoder;

/** A core that sees a shell. */
record PlantedGossip(Decoder decoder) {}
