/** The servers under test: started, found, observed from outside. */
@NullMarked
package io.ember.perf.server;

import org.jspecify.annotations.NullMarked;
