package io.ember.cluster.arch.planted.everypackagehasitsplace.cluster.misc;

/** Breaks the rule that it is planted for. */
final class PlantedHelper {}
