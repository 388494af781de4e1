/** A stand-in for a library that is not on the class path. */
@NullMarked
package org.apache.ratis;

import org.jspecify.annotations.NullMarked;
