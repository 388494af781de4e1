package com.example;

import io.ember.engine.EngineCall;
import io.ember.engine.EngineExtension;
import io.ember.engine.Interceptor;

/** An extension as a user writes it: tells every call that it sees. */
public final class CallCounter implements EngineExtension {
  @Override
  public String name() {
    return "call-counter";
  }

  @Override
  public int order() {
    return 10;
  }

  @Override
  public Interceptor interceptor() {
    return (call, next) -> {
      System.out.println("saw " + text(call));
      next.proceed(call);
    };
  }

  private static String text(EngineCall call) {
    StringBuilder text = new StringBuilder(call.command().name());
    for (int i = 1; i < call.argumentCount(); i++) {
      text.append(' ').append(call.argumentText(i));
    }
    return text.toString();
  }
}
