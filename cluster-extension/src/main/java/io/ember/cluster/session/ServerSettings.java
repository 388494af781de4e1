package io.ember.cluster.session;

/**
 * The settings of the endpoint that CONFIG SET changes while it runs. Any thread; a change holds
 * from the next time that a setting is looked at.
 */
public final class ServerSettings {
  /** Default of {@link #maxClients}. */
  public static final int DEFAULT_MAX_CLIENTS = 10_000;

  /** Most bytes of one argument, and so of a value: Redis's proto-max-bulk-len. */
  public static final long MAX_BULK_BYTES = 512L * 1024 * 1024;

  /** Most bytes of messages that may wait for a slow subscriber: Redis's hard limit of pubsub. */
  public static final long DEFAULT_PUSH_LIMIT_BYTES = 32L * 1024 * 1024;

  private volatile int maxClients = DEFAULT_MAX_CLIENTS;
  private volatile int idleTimeoutSeconds;
  private volatile long pushLimitBytes = DEFAULT_PUSH_LIMIT_BYTES;

  /** {@return how many connections are served at once; further ones get an error and are closed} */
  public int maxClients() {
    return maxClients;
  }

  public void setMaxClients(int count) {
    maxClients = count;
  }

  /** {@return after how many seconds of silence a connection is closed; 0 for never} */
  public int idleTimeoutSeconds() {
    return idleTimeoutSeconds;
  }

  public void setIdleTimeoutSeconds(int seconds) {
    idleTimeoutSeconds = seconds;
  }

  /** {@return how many bytes of pushed messages may wait unsent for one session} */
  public long pushLimitBytes() {
    return pushLimitBytes;
  }

  public void setPushLimitBytes(long bytes) {
    pushLimitBytes = bytes;
  }
}
