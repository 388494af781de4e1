/** What a node takes of the machine: physical memory, Java heap, time to be there. */
@NullMarked
package io.ember.examples.footprint;

import org.jspecify.annotations.NullMarked;
