package io.ember.engine;

import io.ember.engine.command.CommandTable;

/** What an engine is made of, found and checked. Immutable. */
record EngineParts(
    EngineConfig config,
    CommandTable commands,
    SlotStoreFactory stores,
    SlotStoreConfig storeConfig,
    MemoryBudget memory,
    ExtensionSet extensions) {}
