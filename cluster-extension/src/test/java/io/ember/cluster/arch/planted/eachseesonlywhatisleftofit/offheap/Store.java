package io.ember.cluster.arch.planted.eachseesonlywhatisleftofit.offheap;

/** The store. */
public record Store(int slot) {}
