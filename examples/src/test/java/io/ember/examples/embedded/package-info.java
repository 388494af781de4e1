/** Programs of users: compiled against the jars of this build, each run on a JVM of its own. */
@NullMarked
package io.ember.examples.embedded;

import org.jspecify.annotations.NullMarked;
