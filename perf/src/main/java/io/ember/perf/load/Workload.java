package io.ember.perf.load;

/**
 * What the generator sends and over what.
 *
 * @param host of the server
 * @param port of the server
 * @param connections in all threads together
 * @param pipeline most requests in flight on one connection
 * @param threads that share the connections
 * @param keyCount how many different keys, {@code key:000000000000} and on
 * @param valueBytes of each value that is written
 * @param setShare share of SET among the requests, the others are GET; 0 to 1
 * @param idle what a thread does while nothing is due
 * @param seed of keys, kinds and arrivals, so that two servers are asked the same
 */
public record Workload(
    String host,
    int port,
    int connections,
    int pipeline,
    int threads,
    long keyCount,
    int valueBytes,
    double setShare,
    Idle idle,
    long seed) {

  /** Most bytes that wait to be sent on one connection. */
  static final long MAX_BATCH_BYTES = 64L << 20;

  /** What a thread does while nothing is due and nothing has been answered. */
  public enum Idle {
    /** Asks again at once: exact, and takes a core. */
    SPIN,
    /** Lets other threads of this core run first: exact while the core has nothing else to do. */
    YIELD,
    /** Sleeps for about 60 microseconds: leaves the cores to the server and blurs by as much. */
    PARK
  }

  public Workload {
    if (connections < 1 || threads < 1 || threads > connections) {
      throw new IllegalArgumentException(
          "threads must be in [1, connections]: " + threads + ", " + connections);
    }
    if (pipeline < 1 || keyCount < 1 || keyCount > RequestEncoder.MAX_KEYS) {
      throw new IllegalArgumentException(
          "pipeline and keys must be at least 1, keys at most "
              + RequestEncoder.MAX_KEYS
              + ": "
              + pipeline
              + ", "
              + keyCount);
    }
    if (valueBytes < 0 || setShare < 0 || setShare > 1) {
      throw new IllegalArgumentException(
          "valueBytes must be at least 0, setShare in [0, 1]: " + valueBytes + ", " + setShare);
    }
    if ((valueBytes + 64L) * pipeline > MAX_BATCH_BYTES) {
      throw new IllegalArgumentException(
          "pipeline times valueBytes must stay under "
              + MAX_BATCH_BYTES
              + " bytes: "
              + pipeline
              + " x "
              + valueBytes);
    }
  }

  /** {@return the same with another depth} */
  public Workload withPipeline(int depth) {
    return new Workload(
        host, port, connections, depth, threads, keyCount, valueBytes, setShare, idle, seed);
  }

  /** {@return the same with another share of SET} */
  public Workload withSetShare(double share) {
    return new Workload(
        host, port, connections, pipeline, threads, keyCount, valueBytes, share, idle, seed);
  }

  /** {@return the same with another size of values} */
  public Workload withValueBytes(int bytes) {
    return new Workload(
        host, port, connections, pipeline, threads, keyCount, bytes, setShare, idle, seed);
  }
}
