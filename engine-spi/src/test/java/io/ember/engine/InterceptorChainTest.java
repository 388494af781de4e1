package io.ember.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.heap.HeapSlotStoreFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterceptorChainTest {
  private final List<String> seen = new ArrayList<>();
  private final List<ExtensionSet.NamedInterceptor> interceptors = new ArrayList<>();

  private void add(String name, Interceptor interceptor) {
    interceptors.add(new ExtensionSet.NamedInterceptor(name, interceptor));
  }

  private void addWatcher(String name) {
    add(
        name,
        (call, next) -> {
          seen.add(name);
          next.proceed(call);
        });
  }

  private Reply callThrough() {
    EmbeddedCall call = EmbeddedCall.of(new byte[][] {{'x'}}, new HeapSlotStoreFactory());
    Interceptor.Next entrance =
        InterceptorChain.of(
            interceptors,
            executed -> {
              seen.add("executed");
              executed.reply().ok();
              executed.completed();
            });
    entrance.proceed(call);
    return call.answer().join();
  }

  @Test
  void passesEachLinkOnceInOrder() {
    addWatcher("one");
    addWatcher("two");
    addWatcher("three");

    assertThat(callThrough()).isEqualTo(new Reply.Simple("OK"));
    assertThat(seen).containsExactly("one", "two", "three", "executed");
  }

  @Test
  void worksWithoutAnyInterceptor() {
    assertThat(callThrough()).isEqualTo(new Reply.Simple("OK"));
  }

  @Test
  void endsWhereAnInterceptorRejects() {
    addWatcher("one");
    add("guard", (call, next) -> call.reject(ErrorCode.NOPERM, "not you"));
    addWatcher("three");

    assertThat(callThrough()).isEqualTo(new Reply.Failure(ErrorCode.NOPERM, "not you"));
    assertThat(seen).containsExactly("one");
  }

  @Test
  void answersAnErrorForAnInterceptorThatThrows() {
    addWatcher("one");
    add(
        "broken",
        (call, next) -> {
          call.reply().array(2);
          throw new IllegalStateException("secret detail");
        });

    assertThat(callThrough())
        .isEqualTo(
            new Reply.Failure(ErrorCode.ERR, "internal error in broken: IllegalStateException"));
    assertThat(seen).containsExactly("one");
  }

  @Test
  void keepsTheAnswerWhenAnInterceptorThrowsAfterwards() {
    add(
        "broken",
        (call, next) -> {
          next.proceed(call);
          throw new IllegalStateException("by intent");
        });
    addWatcher("two");

    assertThat(callThrough()).isEqualTo(new Reply.Simple("OK"));
    assertThat(seen).containsExactly("two", "executed");
  }

  @Test
  void keepsTheRejectionWhenAnInterceptorThrowsAfterwards() {
    add(
        "broken",
        (call, next) -> {
          call.reject(ErrorCode.BUSYKEY, "first");
          throw new IllegalStateException("by intent");
        });

    assertThat(callThrough()).isEqualTo(new Reply.Failure(ErrorCode.BUSYKEY, "first"));
  }

  @Test
  void letsAnInterceptorKeepACallAndPassItOnLater() {
    List<Runnable> later = new ArrayList<>();
    add("delay", (call, next) -> later.add(() -> next.proceed(call)));
    addWatcher("two");
    EmbeddedCall call = EmbeddedCall.of(new byte[][] {{'x'}}, new HeapSlotStoreFactory());
    InterceptorChain.of(
            interceptors,
            executed -> {
              executed.reply().ok();
              executed.completed();
            })
        .proceed(call);
    assertThat(call.answer().isDone()).isFalse();

    later.forEach(Runnable::run);

    assertThat(call.answer().join()).isEqualTo(new Reply.Simple("OK"));
    assertThat(seen).containsExactly("two");
  }
}
