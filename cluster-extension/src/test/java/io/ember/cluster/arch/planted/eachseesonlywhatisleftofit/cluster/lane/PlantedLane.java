package io.ember.cluster.arch.planted.eachseesonlywhatisleftofit.cluster.lane;

import io.ember.cluster.arch.planted.eachseesonlywhatisleftofit.offheap.Store;

/** The cluster layer sees its sibling. */
record PlantedLane(Store store) {}
