package io.ember.engine;

/**
 * Sees entries one after the other. It may read the view and nothing else: a write during a visit
 * is an error.
 */
@FunctionalInterface
public interface EntryVisitor {
  void visit(EntryView entry);
}
