package io.ember.cluster.server;

/**
 * How much of the heap the clients of a node may fill: so much that programs which write much
 * before they read are served, so little that no client can take the memory of the others.
 *
 * @param replies what clients have not read yet
 * @param transactions what is queued since MULTI, values outside the heap not counted
 */
record MemoryLimits(SharedBudget replies, SharedBudget transactions) {
  private static final int REPLIES_OF_HEAP = 4;
  private static final int TRANSACTIONS_OF_HEAP = 4;

  /** {@return the limits for the heap that this process has} */
  static MemoryLimits ofHeap() {
    long heap = Runtime.getRuntime().maxMemory();
    long replies = heap / REPLIES_OF_HEAP;
    long transactions = heap / TRANSACTIONS_OF_HEAP;
    return new MemoryLimits(
        new SharedBudget(replies, replies / 4 * 3),
        new SharedBudget(transactions, transactions / 2));
  }
}
