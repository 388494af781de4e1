@NullMarked
package io.ember.examples.admin.plan;

import org.jspecify.annotations.NullMarked;
