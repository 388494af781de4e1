/** What the acceptance tests share: servers as processes, and a client that knows only the wire. */
@NullMarked
package io.ember.examples.support;

import org.jspecify.annotations.NullMarked;
