/** Which slots have to move so that primaries have their shares. Pure; immutable values. */
@NullMarked
package io.ember.examples.admin.plan;

import org.jspecify.annotations.NullMarked;
