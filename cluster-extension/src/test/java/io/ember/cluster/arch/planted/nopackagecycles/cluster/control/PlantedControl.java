package io.ember.cluster.arch.planted.nopackagecycles.cluster.control;

import io.ember.cluster.arch.planted.nopackagecycles.cluster.lane.PlantedLane;

/** Half of a cycle. */
public record PlantedControl(PlantedLane[] lanes) {}
