/** Channels of one node and who is subscribed to them, with the commands on them. */
@NullMarked
package io.ember.cluster.pubsub;

import org.jspecify.annotations.NullMarked;
