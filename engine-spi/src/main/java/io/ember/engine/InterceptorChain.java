package io.ember.engine;

import java.util.List;

/**
 * The interceptors of an engine and, behind the last one, what executes a call that all of them let
 * pass.
 *
 * <p>What an interceptor throws is answered as an error, unless it has passed the call on or
 * answered it before: then the call is somebody else's, and all that is left is to log. Any thread.
 */
final class InterceptorChain {
  private static final System.Logger LOG = System.getLogger(InterceptorChain.class.getName());

  private InterceptorChain() {}

  /** {@return the entrance of the chain} */
  static Interceptor.Next of(
      List<ExtensionSet.NamedInterceptor> interceptors, Interceptor.Next terminal) {
    Interceptor.Next next = new Link(interceptors.size(), terminal);
    for (int i = interceptors.size() - 1; i >= 0; i--) {
      ExtensionSet.NamedInterceptor named = interceptors.get(i);
      next = new Guarded(i, named.name(), named.interceptor(), next);
    }
    return next;
  }

  /** The end of the chain. */
  private record Link(int position, Interceptor.Next terminal) implements Interceptor.Next {
    @Override
    public void proceed(EngineCall call) {
      call.arriveAt(position);
      terminal.proceed(call);
    }
  }

  /** One interceptor, and what to do if it throws. */
  private record Guarded(int position, String name, Interceptor interceptor, Interceptor.Next next)
      implements Interceptor.Next {
    @Override
    public void proceed(EngineCall call) {
      call.arriveAt(position);
      try {
        interceptor.intercept(call, next);
      } catch (Throwable failure) {
        failed(call, failure);
      }
    }

    private void failed(EngineCall call, Throwable failure) {
      if (call.isAt(position)) {
        LOG.log(System.Logger.Level.WARNING, "interceptor " + name + " failed", failure);
        call.reject(
            ErrorCode.ERR, "internal error in " + name + ": " + failure.getClass().getSimpleName());
      } else {
        LOG.log(
            System.Logger.Level.ERROR,
            "interceptor " + name + " failed after it had let a call go",
            failure);
      }
    }
  }
}
