package io.ember.cluster.session;

import io.ember.engine.EngineCall;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the session of a call. Stateless. */
public final class Sessions {
  private Sessions() {}

  /** {@return the session of the call, or null if it comes from code in this process} */
  public static @Nullable ClientSession of(EngineCall call) {
    return call.caller() instanceof ClientSession session ? session : null;
  }

  /**
   * {@return the session of the call; null, after an error was answered, if it has none because it
   * comes from code in this process}
   */
  public static @Nullable ClientSession require(EngineCall call) {
    ClientSession session = of(call);
    if (session == null) {
      call.reply()
          .error(
              call.command().name().toUpperCase(Locale.ROOT).replace('|', ' ')
                  + " is not offered to embedded calls, which have no connection");
    }
    return session;
  }
}
