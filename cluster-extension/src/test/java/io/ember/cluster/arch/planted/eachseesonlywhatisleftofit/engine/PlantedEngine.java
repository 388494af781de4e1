package io.ember.cluster.arch.planted.eachseesonlywhatisleftofit.engine;

import io.ember.cluster.arch.planted.eachseesonlywhatisleftofit.offheap.Store;

/** The contracts see what implements them. */
record PlantedEngine(Store store) {}
