package io.ember.cluster.arch.planted.eachseesonlywhatisleftofit.cluster.wire;

import io.ember.cluster.arch.planted.eachseesonlywhatisleftofit.cluster.model.NodeName;

/** Sees what is left of it. */
public record Decoder(NodeName name) {}
