/**
 * The differential test: the same random commands go to Debian's redis-server and to a node, and
 * every reply has to be the same.
 */
@NullMarked
package io.ember.examples.conformance;

import org.jspecify.annotations.NullMarked;
