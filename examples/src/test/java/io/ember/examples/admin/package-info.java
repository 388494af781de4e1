@NullMarked
package io.ember.examples.admin;

import org.jspecify.annotations.NullMarked;
