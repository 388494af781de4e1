package io.ember.engine;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Keeps the calls that extensions make while the engine is being opened, in order. Any thread. */
final class WaitingCalls implements Interceptor.Next {
  private final Queue<EngineCall> calls = new ArrayDeque<>();
  private Interceptor.@Nullable Next released;

  @Override
  public void proceed(EngineCall call) {
    Interceptor.Next next;
    synchronized (this) {
      next = released;
      if (next == null) {
        calls.add(call);
      }
    }
    if (next != null) {
      next.proceed(call);
    }
  }

  /** Lets all calls go, those that come later too. */
  void release(Interceptor.Next next) {
    while (true) {
      EngineCall call;
      synchronized (this) {
        call = calls.poll();
        if (call == null) {
          released = next;
          return;
        }
      }
      next.proceed(call);
    }
  }
}
