package io.ember.cluster.admin;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One parameter of CONFIG GET and CONFIG SET, under the name that Redis gives it.
 *
 * @param name lower case
 * @param value what CONFIG GET answers
 * @param setter for CONFIG SET; null if the parameter cannot be changed while the node runs
 */
record ConfigParameter(String name, Supplier<String> value, @Nullable Setter setter) {

  /** Checks a new value, without changing anything yet. */
  @FunctionalInterface
  interface Setter {
    /**
     * {@return what puts the value in force}
     *
     * @throws IllegalArgumentException if it is not allowed; the message goes to the client
     */
    Runnable prepare(String text);
  }

  static ConfigParameter fixed(String name, String value) {
    return new ConfigParameter(name, () -> value, null);
  }

  /**
   * {@return what puts a new value in force} Setting a parameter that cannot be changed to the
   * value that it has is allowed: nothing would be different.
   *
   * @throws IllegalArgumentException if it is not allowed
   */
  Runnable prepare(String text) {
    if (setter != null) {
      return setter.prepare(text);
    }
    if (!text.equals(value.get())) {
      throw new IllegalArgumentException("can't set immutable config");
    }
    return () -> {};
  }
}
