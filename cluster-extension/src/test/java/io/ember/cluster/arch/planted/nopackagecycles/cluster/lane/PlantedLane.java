package io.ember.cluster.arch.planted.nopackagecycles.cluster.lane;

import io.ember.cluster.arch.planted.nopackagecycles.cluster.control.PlantedControl;

/** Half of a cycle. */
public record PlantedLane(PlantedControl control) {}
