package io.ember.cluster.arch.planted.eachseesonlywhatisleftofit.cluster.misc;

import io.ember.cluster.arch.planted.eachseesonlywhatisleftofit.cluster.model.NodeName;

/** Has no place, so it sees nothing. */
record PlantedStranger(NodeName name) {}
