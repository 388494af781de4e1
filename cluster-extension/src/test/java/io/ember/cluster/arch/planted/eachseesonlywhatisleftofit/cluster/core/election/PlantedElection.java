package io.ember.cluster.arch.planted.eachseesonlywhatisleftofit.cluster.core.election;

import io.ember.cluster.arch.planted.eachseesonlywhatisleftofit.cluster.core.state.State;

/** A core that sees one of the same step. */
record PlantedElection(State[] states) {}
