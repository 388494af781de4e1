package io.ember.cluster.arch.planted.eachseesonlywhatisleftofit.cluster.core.state;

/** A core. */
public record State(int epoch) {}
