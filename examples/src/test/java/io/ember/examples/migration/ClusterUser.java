package io.ember.examples.migration;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a stock cluster client is asked for here, whichever it is. Any thread. */
interface ClusterUser extends AutoCloseable {
  /** {@return what its keys begin with, after the hash tag} */
  String name();

  void set(String key, String value);

  @Nullable String get(String key);

  long increment(String key);

  void setAll(Map<String, String> pairs);

  /** {@return the values, null where there is no key} */
  List<@Nullable String> getAll(String... keys);

  @Override
  void close();
}
