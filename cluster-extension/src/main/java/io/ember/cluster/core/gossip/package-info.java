/**
 * Membership and failure detection: SWIM (Das, Gupta, Motivala 2002) with the Lifeguard extensions
 * (Dadgar, Phillips, Currey 2017), as a pure core. Carries liveness, addresses and hints; who owns
 * a slot is never its business.
 */
@NullMarked
package io.ember.cluster.core.gossip;

import org.jspecify.annotations.NullMarked;
