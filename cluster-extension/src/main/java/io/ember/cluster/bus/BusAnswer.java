package io.ember.cluster.bus;

/**
 * An answer of somebody who was known by his address only.
 *
 * @param from who he proved to be
 * @param payload what he answered
 */
public record BusAnswer(BusIdentity from, byte[] payload) {}
