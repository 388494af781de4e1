/** Tests of the lanes, without sockets. */
@NullMarked
package io.ember.cluster.lane;

import org.jspecify.annotations.NullMarked;
