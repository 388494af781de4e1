/** The rules of docs/architecture.md, held by tests. */
@NullMarked
package io.ember.cluster.arch;

import org.jspecify.annotations.NullMarked;
