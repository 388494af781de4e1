package io.ember.cluster.arch.planted.eachseesonlywhatisleftofit.offheap;

import io.ember.cluster.arch.planted.eachseesonlywhatisleftofit.cluster.model.NodeName;

/** The store sees its sibling. */
record PlantedStore(NodeName name) {}
