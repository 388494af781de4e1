package io.ember.perf.server;

import java.util.List;

/**
 * What differs from the shipped defaults.
 *
 * @param settings {@code key=value}
 * @param jvmOptions as in {@code JDK_JAVA_OPTIONS}, empty for none
 */
public record EmberOptions(List<String> settings, String jvmOptions) {
  public static final EmberOptions DEFAULTS = new EmberOptions(List.of(), "");

  public EmberOptions {
    settings = List.copyOf(settings);
  }

  /** {@return whether nothing differs} */
  public boolean isDefault() {
    return settings.isEmpty() && jvmOptions.isEmpty();
  }
}
