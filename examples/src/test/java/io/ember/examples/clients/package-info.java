/** Stock clients and Redis's own tools against a node. */
@NullMarked
package io.ember.examples.clients;

import org.jspecify.annotations.NullMarked;
