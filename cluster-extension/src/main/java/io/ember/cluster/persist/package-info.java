/**
 * What a node keeps on disk about itself: rare and small. The only package that uses MapDB for it.
 */
@NullMarked
package io.ember.cluster.persist;

import org.jspecify.annotations.NullMarked;
