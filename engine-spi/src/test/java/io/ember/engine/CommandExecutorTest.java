package io.ember.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.command.CommandFlag;
import io.ember.engine.command.CommandHandler;
import io.ember.engine.command.CommandSpec;
import io.ember.engine.command.CommandTable;
import io.ember.engine.heap.HeapSlotStoreFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommandExecutorTest {
  private final HeapSlotStoreFactory factory = new HeapSlotStoreFactory();
  private final SlotStores stores = factory.create(SlotStoreConfig.DEFAULTS);
  private final MemoryBudget memory = new MemoryBudget(MemoryBudget.UNLIMITED, false);
  private final Keyspace keyspace = new Keyspace(stores, factory.hasher(), memory, slot -> true, 1);
  private final CommandExecutor executor = new CommandExecutor();

  @AfterEach
  void close() {
    stores.close();
  }

  private Reply execute(CommandHandler.OnSlot handler, String... arguments) {
    return execute(CommandSpec.named("test", -1).key().onSlot(handler), arguments);
  }

  private Reply execute(CommandSpec spec, String... arguments) {
    CollectingCall call = call(spec, arguments);
    executor.execute(call, keyspace);
    return call.collector.take();
  }

  private CollectingCall call(CommandSpec spec, String... arguments) {
    CollectingCall call = new CollectingCall();
    byte[] array = String.join("", arguments).getBytes(StandardCharsets.US_ASCII);
    call.begin(new TestCaller(), array, factory.hasher());
    int at = 0;
    for (String argument : arguments) {
      call.addArgument(at, argument.length());
      at += argument.length();
    }
    CommandTable table = new CommandTable.Builder().add(spec).build();
    assertThat(table.resolve(call)).isTrue();
    return call;
  }

  @Test
  void executesAHandler() {
    assertThat(execute((call, data) -> call.reply().integer(call.argumentCount()), "test", "k"))
        .isEqualTo(new Reply.Int(2));
    assertThat(executor.failureCount()).isZero();
  }

  @Test
  void whatAHandlerThrowsIsAnErrorInsteadOfThePartOfTheAnswer() {
    Reply reply =
        execute(
            (call, data) -> {
              call.reply().array(3);
              call.reply().ok();
              throw new IllegalStateException("broken");
            },
            "test");

    assertThat(reply)
        .isEqualTo(
            new Reply.Failure(ErrorCode.ERR, "internal error IllegalStateException: broken"));
    assertThat(executor.failureCount()).isEqualTo(1);
    assertThat(execute((call, data) -> call.reply().ok(), "test"))
        .isEqualTo(new Reply.Simple("OK"));
  }

  @Test
  void errorsOfTheVirtualMachineDoNotEndTheLane() {
    Reply reply =
        execute(
            (call, data) -> {
              throw new StackOverflowError();
            },
            "test");

    assertThat(reply)
        .isEqualTo(new Reply.Failure(ErrorCode.ERR, "internal error StackOverflowError"));
  }

  @Test
  void whatAStoreSaysIsAnsweredAsItIs() {
    Reply reply =
        execute(
            (call, data) -> {
              throw new StoreException("no memory for 7 bytes");
            },
            "test");

    assertThat(reply).isEqualTo(new Reply.Failure(ErrorCode.ERR, "no memory for 7 bytes"));
  }

  @Test
  void aHandlerThatFailsHasNothingLeftToDo() {
    CollectingCall call =
        call(
            CommandSpec.named("test", -1)
                .onSlot(
                    (failing, data) -> {
                      failing.continueWith(rest -> true);
                      throw new IllegalStateException("broken");
                    }),
            "test");

    executor.execute(call, keyspace);

    assertThat(call.takeContinuation()).isNull();
    assertThat(call.collector.take()).isInstanceOf(Reply.Failure.class);
  }

  @Test
  void aStepThatFailsIsTheLastOne() {
    CollectingCall call = call(CommandSpec.named("test", -1).onSlot((c, data) -> {}), "test");
    call.reply().array(2);

    boolean isLast =
        executor.run(
            call,
            data -> {
              throw new IllegalArgumentException("broken");
            },
            keyspace);

    assertThat(isLast).isTrue();
    assertThat(call.collector.take())
        .isEqualTo(
            new Reply.Failure(ErrorCode.ERR, "internal error IllegalArgumentException: broken"));
    assertThat(executor.run(call, data -> false, keyspace)).isFalse();
    assertThat(executor.run(call, data -> true, keyspace)).isTrue();
  }

  @Test
  void commandsThatMayAddDataAreRefusedWhenMemoryIsFull() {
    CommandSpec adding =
        CommandSpec.named("test", -1, CommandFlag.DENYOOM)
            .onSlot((call, data) -> call.reply().ok());
    memory.setLimit(1);
    Bytes value = Bytes.of("v");
    Key key = new Key().set(new byte[] {'k'}, 0, 1, factory.hasher());
    keyspace.put(key, ValueType.STRING.code(), value, EntryView.NO_EXPIRY);

    assertThat(execute(adding, "test"))
        .isEqualTo(
            new Reply.Failure(
                ErrorCode.OOM, "command not allowed when used memory > 'maxmemory'."));
    assertThat(execute((call, data) -> call.reply().ok(), "test"))
        .isEqualTo(new Reply.Simple("OK"));

    memory.setEvicts(true);

    assertThat(execute(adding, "test")).isEqualTo(new Reply.Simple("OK"));
    assertThat(keyspace.evictedCount()).isEqualTo(1);
  }

  private static final class CollectingCall extends EngineCall {
    private final ReplyCollector collector = new ReplyCollector();

    @Override
    public ReplySink reply() {
      return collector;
    }

    @Override
    public void resetReply() {
      collector.reset();
    }

    @Override
    public void completed() {
      throw new AssertionError("the executor completes no call");
    }
  }

  private static final class TestCaller implements Caller {
    @Override
    public long id() {
      return 1;
    }

    @Override
    public boolean isEmbedded() {
      return true;
    }
  }
}
