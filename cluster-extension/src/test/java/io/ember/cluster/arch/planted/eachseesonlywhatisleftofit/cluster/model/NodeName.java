package io.ember.cluster.arch.planted.eachseesonlywhatisleftofit.cluster.model;

/** Seen by those to its right, as it should be. */
public record NodeName(String value) {}
