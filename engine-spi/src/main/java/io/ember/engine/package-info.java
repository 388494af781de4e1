/**
 * The contracts of an Ember engine: calls, interceptors, slot stores, replies and the bootstrap
 * that finds them.
 *
 * <p>Nothing here knows of sockets or clusters. A {@link io.ember.engine.StorageEngine} finds one
 * {@link io.ember.engine.SlotStoreFactory} and any number of {@link
 * io.ember.engine.EngineExtension}s with {@link java.util.ServiceLoader}; whatever else happens to
 * a call is the business of their interceptors.
 */
@NullMarked
package io.ember.engine;

import org.jspecify.annotations.NullMarked;
