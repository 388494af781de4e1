package io.ember.engine;

/**
 * Finds store and extensions with {@link java.util.ServiceLoader}, chains them and opens the
 * engine.
 */
final class EngineBootstrap {
  private EngineBootstrap() {}

  @SuppressWarnings("DoNotCallSuggester") // filled in by the next change
  static StorageEngine open(EngineConfig config) {
    throw new UnsupportedOperationException(config.names().toString());
  }
}
