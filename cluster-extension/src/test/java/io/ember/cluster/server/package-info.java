/** Tests of the endpoint over real sockets. */
@NullMarked
package io.ember.cluster.server;

import org.jspecify.annotations.NullMarked;
