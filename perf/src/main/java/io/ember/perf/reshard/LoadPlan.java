package io.ember.perf.reshard;

/**
 * What is done to each cluster. Immutable.
 *
 * @param client {@code jedis} or {@code lettuce}
 * @param keys how many there are, at least one for each thread
 * @param valueBytes size of every value, at least {@link AuditedKeys#MIN_VALUE_BYTES}
 * @param slots how many move; fewer if the source has fewer
 * @param ratePerSecond operations of all threads together
 * @param threads that call, each waiting for its answer
 * @param setShare of the operations, 0 to 1
 * @param warmUpSeconds before anything is measured
 * @param warmUpMoves how often half of the slots moves there and back in that time: what moves for
 *     the first time meets code that no compiler has seen
 * @param seconds before, and again after the move
 */
record LoadPlan(
    String client,
    int keys,
    int valueBytes,
    int slots,
    double ratePerSecond,
    int threads,
    double setShare,
    double warmUpSeconds,
    int warmUpMoves,
    double seconds) {}
