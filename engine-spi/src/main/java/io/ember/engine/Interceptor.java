package io.ember.engine;

/**
 * A link in the chain that every call passes exactly once before it is executed, whether it came
 * from a socket, from an EXEC or from code in the process.
 *
 * <p>It passes the call on with {@code next.proceed(call)}, now or later, or answers it itself
 * ({@link EngineCall#reject}). Owner thread: the caller's; it must not block.
 *
 * <p>What it throws is answered as an error as long as it still has the call. It must not throw
 * once it has handed the call to another thread or completed it in another way.
 */
@FunctionalInterface
public interface Interceptor {
  void intercept(EngineCall call, Next next);

  /** The rest of the chain. */
  @FunctionalInterface
  interface Next {
    void proceed(EngineCall call);
  }
}
