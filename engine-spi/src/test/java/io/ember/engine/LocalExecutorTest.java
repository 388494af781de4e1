package io.ember.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.command.CommandHandler;
import io.ember.engine.command.CommandSpec;
import io.ember.engine.command.CommandTable;
import io.ember.engine.command.StandardCommands;
import io.ember.engine.heap.HeapSlotStoreFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalExecutorTest {
  private final HeapSlotStoreFactory stores = new HeapSlotStoreFactory();
  private final CommandTable.Builder commands = new CommandTable.Builder();
  private final AtomicLong clockMs = new AtomicLong(1_795_000_000_000L);
  private final MemoryBudget memory = new MemoryBudget(MemoryBudget.UNLIMITED, false);
  private final LocalExecutor executor =
      new LocalExecutor(stores, SlotStoreConfig.DEFAULTS, memory, clockMs::get, 1);

  LocalExecutorTest() {
    StandardCommands.register(commands);
  }

  private Reply call(String... words) {
    byte[][] arguments = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      arguments[i] = Bytes.of(words[i]).toByteArray();
    }
    EmbeddedCall call = EmbeddedCall.of(arguments, stores);
    if (commands.build().resolve(call)) {
      executor.proceed(call);
    } else {
      call.completed();
    }
    return call.answer().join();
  }

  private static Reply failure(String message) {
    return new Reply.Failure(ErrorCode.ERR, message);
  }

  private void add(String name, CommandHandler handler) {
    commands.add(CommandSpec.named(name, -1).build(handler));
  }

  private void addSliced(String name, LaneStep step) {
    commands.add(CommandSpec.named(name, -1).onSlot((call, data) -> call.continueWith(step)));
  }

  @Test
  void takesNoMemoryBeforeTheFirstCall() {
    assertThat(memory.usedBytes()).isZero();
    assertThat(executor.housekeep()).isFalse();
  }

  @Test
  void executesOnTheThreadOfTheCaller() {
    Thread[] executing = new Thread[1];
    commands.add(
        CommandSpec.named("here", 1)
            .onSlot(
                (call, data) -> {
                  executing[0] = Thread.currentThread();
                  call.reply().ok();
                }));

    call("HERE");

    assertThat(executing[0]).isSameAs(Thread.currentThread());
  }

  @Test
  void answersAnErrorForAHandlerThatThrowsAndGoesOn() {
    commands.add(
        CommandSpec.named("broken", 1)
            .onSlot(
                (call, data) -> {
                  call.reply().array(3);
                  throw new IllegalArgumentException("by intent");
                }));
    call("SET", "k", "v");

    assertThat(call("BROKEN"))
        .isEqualTo(failure("internal error IllegalArgumentException: by intent"));
    assertThat(call("GET", "k")).isEqualTo(new Reply.Bulk(new byte[] {'v'}));
  }

  @Test
  void executesACommandOfALaneOnTheOnlyOne() {
    add(
        "lane",
        new CommandHandler.OnLane() {
          @Override
          public int lane(EngineCall call, int lanes) {
            return lanes - 1;
          }

          @Override
          public void execute(EngineCall call, Keyspace keyspace, int lane, int lanes) {
            call.reply().bulk(lane + " of " + lanes);
          }
        });

    assertThat(call("LANE")).isEqualTo(new Reply.Bulk(Bytes.of("0 of 1").toByteArray()));
  }

  /** A part that takes some slices and then has counted them. */
  private static final class CountingPart implements CommandHandler.OnEveryLane.Part {
    private final int slices;
    private int done;

    CountingPart(int slices) {
      this.slices = slices;
    }

    @Override
    public boolean run(Keyspace keyspace) {
      done++;
      return done == slices;
    }
  }

  private static CommandHandler counting(int slices) {
    return new CommandHandler.OnEveryLane() {
      @Override
      public List<CountingPart> split(EngineCall call, int lanes) {
        if (call.argumentCount() > 1) {
          call.reply().error("no arguments, please");
          return List.of();
        }
        List<CountingPart> parts = new ArrayList<>();
        for (int i = 0; i < lanes; i++) {
          parts.add(new CountingPart(slices));
        }
        return parts;
      }

      @Override
      public void merge(EngineCall call, List<? extends Part> parts) {
        call.reply().array(parts.size());
        parts.forEach(part -> call.reply().integer(((CountingPart) part).done));
      }
    };
  }

  @Test
  void executesACommandOfEveryLaneInSlices() {
    add("every", counting(7));

    assertThat(call("EVERY")).isEqualTo(new Reply.Array(List.of(new Reply.Int(7))));
  }

  @Test
  void leavesItAtTheErrorOfACommandOfEveryLane() {
    add("every", counting(7));

    assertThat(call("EVERY", "x")).isEqualTo(failure("no arguments, please"));
  }

  @Test
  void answersAnErrorForAPartThatThrows() {
    add(
        "every",
        new CommandHandler.OnEveryLane() {
          @Override
          public List<Part> split(EngineCall call, int lanes) {
            return List.of(
                keyspace -> {
                  throw new IllegalStateException("by intent");
                });
          }

          @Override
          public void merge(EngineCall call, List<? extends Part> parts) {
            call.reply().ok();
          }
        });

    assertThat(call("EVERY")).isEqualTo(failure("internal error IllegalStateException: by intent"));
    assertThat(call("SET", "k", "v")).isEqualTo(new Reply.Simple("OK"));
  }

  @Test
  void runsWhatAHandlerLeavesToDo() {
    int[] slices = new int[1];
    commands.add(
        CommandSpec.named("slow", 1)
            .onSlot(
                (call, data) ->
                    call.continueWith(
                        keyspace -> {
                          if (++slices[0] < 5) {
                            return false;
                          }
                          call.reply().integer(slices[0]);
                          return true;
                        })));

    assertThat(call("SLOW")).isEqualTo(new Reply.Int(5));
  }

  @Test
  void runsAStepThatAStepLeavesToDo() {
    commands.add(
        CommandSpec.named("slow", 1)
            .onSlot(
                (call, data) ->
                    call.continueWith(
                        first -> {
                          call.continueWith(
                              second -> {
                                call.reply().bulk("second");
                                return true;
                              });
                          return true;
                        })));

    assertThat(call("SLOW")).isEqualTo(new Reply.Bulk(Bytes.of("second").toByteArray()));
  }

  @Test
  void endsAtASliceThatThrows() {
    int[] slices = new int[1];
    addSliced(
        "slow",
        keyspace -> {
          slices[0]++;
          throw new StoreException("no memory for it");
        });

    assertThat(call("SLOW")).isEqualTo(failure("no memory for it"));
    assertThat(slices[0]).isEqualTo(1);
  }

  @Test
  void letsOthersInBetweenSlices() {
    CompletableFuture<?>[] other = new CompletableFuture<?>[1];
    int[] slices = new int[1];
    commands.add(
        CommandSpec.named("slow", 1)
            .onSlot(
                (call, data) ->
                    call.continueWith(
                        keyspace -> {
                          if (slices[0]++ == 0) {
                            other[0] = CompletableFuture.runAsync(() -> call("SET", "other", "v"));
                          }
                          // Far more than the other thread needs, if it is let in at all.
                          boolean isLast = other[0].isDone() || slices[0] == 50_000_000;
                          if (isLast) {
                            call.reply().bool(other[0].isDone());
                          }
                          return isLast;
                        })));

    assertThat(call("SLOW")).isEqualTo(new Reply.Bool(true));
    other[0].join();
  }

  @Test
  void executesACommandOfTheCaller() {
    commands.add(CommandSpec.named("here", 1).onCaller(call -> call.reply().bulk("here")));

    assertThat(call("HERE")).isEqualTo(new Reply.Bulk(Bytes.of("here").toByteArray()));
    assertThat(memory.usedBytes()).isZero();
  }

  @Test
  void leavesTheEndOfADeferredCallToItsHandler() {
    EngineCall[] deferred = new EngineCall[1];
    commands.add(
        CommandSpec.named("later", 1)
            .onCaller(
                call -> {
                  call.deferCompletion();
                  deferred[0] = call;
                }));
    CompletableFuture<Reply> answer = CompletableFuture.completedFuture(Reply.NIL);
    EmbeddedCall call = EmbeddedCall.of(new byte[][] {Bytes.of("later").toByteArray()}, stores);
    assertThat(commands.build().resolve(call)).isTrue();

    executor.proceed(call);

    assertThat(call.answer().isDone()).isFalse();
    deferred[0].reply().ok();
    deferred[0].completed();
    assertThat(call.answer().join()).isEqualTo(new Reply.Simple("OK"));
    assertThat(answer.isDone()).isTrue();
  }

  @Test
  void completesACallOfTheCallerThatThrows() {
    commands.add(
        CommandSpec.named("broken", 1)
            .onCaller(
                call -> {
                  call.deferCompletion();
                  throw new IllegalStateException("by intent");
                }));

    assertThat(call("BROKEN"))
        .isEqualTo(failure("internal error IllegalStateException: by intent"));
  }

  @Test
  void answersAnErrorIfThereIsNoAnswer() {
    commands.add(CommandSpec.named("silent", 1).onSlot((call, data) -> {}));

    assertThat(call("SILENT")).isEqualTo(failure("internal error: the answer is not complete"));
  }

  @Test
  void expiresByItsClock() {
    call("SET", "k", "v", "PX", "1000");
    clockMs.addAndGet(999);
    assertThat(call("GET", "k")).isInstanceOf(Reply.Bulk.class);

    clockMs.addAndGet(1);

    assertThat(call("GET", "k")).isEqualTo(Reply.NIL);
  }

  @Test
  void sweepsWhatHasExpiredThoughNobodyAsks() {
    for (int i = 0; i < 1000; i++) {
      call("SET", "k" + i, "v", "PX", "1000");
    }
    assertThat(memory.usedBytes()).isPositive();
    clockMs.addAndGet(5000);

    int turns = 0;
    while (executor.housekeep()) {
      assertThat(++turns).isLessThan(100);
    }

    assertThat(turns).isPositive();
    assertThat(memory.usedBytes()).isZero();
  }

  @Test
  void givesAllMemoryBackWhenItCloses() {
    call("SET", "k", "v".repeat(100_000));
    assertThat(memory.usedBytes()).isGreaterThan(100_000);

    executor.close();
    executor.close();

    assertThat(memory.usedBytes()).isZero();
    assertThat(call("GET", "k")).isEqualTo(failure("the engine is closed"));
    assertThat(executor.housekeep()).isFalse();
  }

  @Test
  void endsSlicedCallsWhenItCloses() {
    addSliced("first", keyspace -> true);
    addSliced(
        "endless",
        keyspace -> {
          executor.close();
          return false;
        });

    assertThat(call("ENDLESS")).isEqualTo(failure("the engine is closed"));
  }
}
