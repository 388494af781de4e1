package io.ember.engine;

import io.ember.engine.command.CommandTable;

/** What an extension may use of the engine that it joins. Any thread. */
public interface EngineContext {
  /** {@return the configuration} */
  EngineConfig config();

  /** {@return every command, those of all extensions included} */
  CommandTable commands();

  /** {@return the factory of the stores, prepared} */
  SlotStoreFactory stores();

  /** {@return what the stores are to be created with} */
  SlotStoreConfig storeConfig();

  /** {@return the memory that all stores of this engine may use together} */
  MemoryBudget memory();

  /**
   * Sends a filled call through the whole chain. It answers through the call itself, perhaps later,
   * on any thread.
   */
  void execute(EngineCall call);

  /** Asks the engine to close, from another thread, as SHUTDOWN does. Returns at once. */
  void requestShutdown();
}
