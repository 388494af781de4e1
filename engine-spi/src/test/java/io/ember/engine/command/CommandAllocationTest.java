package io.ember.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ember.engine.Blob;
import io.ember.engine.Bytes;
import io.ember.engine.CommandExecutor;
import io.ember.engine.EngineCall;
import io.ember.engine.EntryView;
import io.ember.engine.ErrorCode;
import io.ember.engine.Keyspace;
import io.ember.engine.MemoryBudget;
import io.ember.engine.ReplySink;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.SlotStores;
import io.ember.engine.heap.HeapSlotStoreFactory;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** GET, SET and INCR allocate nothing between the filled call and the answer. */
class CommandAllocationTest {
  private static final int WARM_UP = 20_000;
  private static final int CALLS = 50_000;

  private final HeapSlotStoreFactory factory = new HeapSlotStoreFactory();
  private final CommandTable table = table();
  private final CommandExecutor executor = new CommandExecutor();
  private final SilentCall call = new SilentCall();
  private final SlotStores stores = factory.create(SlotStoreConfig.DEFAULTS);
  private final Keyspace keyspace =
      new Keyspace(
          stores,
          factory.hasher(),
          new MemoryBudget(MemoryBudget.UNLIMITED, false),
          slot -> true,
          1);

  private static CommandTable table() {
    CommandTable.Builder builder = new CommandTable.Builder();
    StandardCommands.register(builder);
    return builder.build();
  }

  private void fill(byte[] request, int[] offsets) {
    call.begin(CommandFixture.TestCall.CALLER, request, factory.hasher());
    for (int i = 0; i + 1 < offsets.length; i++) {
      call.addArgument(offsets[i], offsets[i + 1] - offsets[i]);
    }
  }

  private long allocatedBytes(String... arguments) {
    byte[] request = String.join("", arguments).getBytes(StandardCharsets.US_ASCII);
    int[] offsets = new int[arguments.length + 1];
    for (int i = 0; i < arguments.length; i++) {
      offsets[i + 1] = offsets[i] + arguments[i].length();
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    run(request, offsets, WARM_UP);
    long before = threads.getCurrentThreadAllocatedBytes();
    run(request, offsets, CALLS);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private void run(byte[] request, int[] offsets, int calls) {
    for (int i = 0; i < calls; i++) {
      fill(request, offsets);
      if (table.resolve(call)) {
        executor.execute(call, keyspace);
      }
    }
  }

  @Test
  void aSteadyGetSetOrCountAllocatesNothing() {
    keyspace.setNowMs(CommandFixture.START_MS);

    // Less than a byte a call: what the measuring itself allocates.
    assertThat(allocatedBytes("GET", "key:1")).as("GET without a key").isLessThan(CALLS);
    assertThat(allocatedBytes("SET", "key:1", "a value")).as("SET").isLessThan(CALLS);
    assertThat(allocatedBytes("GET", "key:1")).as("GET").isLessThan(CALLS);
    assertThat(allocatedBytes("EXISTS", "key:1")).as("EXISTS").isLessThan(CALLS);
    assertThat(allocatedBytes("SET", "key:1", "v", "PX", "9000", "XX"))
        .as("SET XX")
        .isLessThan(CALLS);
    assertThat(allocatedBytes("INCR", "key:2")).as("INCR").isLessThan(CALLS);
    stores.close();
  }

  /** Drops its answers. */
  private static final class SilentCall extends EngineCall implements ReplySink {
    @Override
    public ReplySink reply() {
      return this;
    }

    @Override
    public void resetReply() {}

    @Override
    public void completed() {}

    @Override
    public int protocol() {
      return 2;
    }

    @Override
    public void ok() {}

    @Override
    public void simple(String text) {}

    @Override
    public void error(ErrorCode code, String message) {}

    @Override
    public void integer(long value) {}

    @Override
    public void bulk(byte[] array, int offset, int length) {}

    @Override
    public void bulk(EntryView value) {}

    @Override
    public void bulk(EntryView value, int from, int length) {}

    @Override
    public void bulk(Blob value) {}

    @Override
    public void bulk(Bytes before, Blob value, Bytes after) {}

    @Override
    public void bulk(Bytes bytes) {}

    @Override
    public void nil() {}

    @Override
    public void nilArray() {}

    @Override
    public void array(int count) {}

    @Override
    public void map(int pairs) {}

    @Override
    public void set(int count) {}

    @Override
    public void push(int count) {}

    @Override
    public void number(double value) {}

    @Override
    public void bool(boolean value) {}

    @Override
    public void verbatim(String format, String text) {}
  }
}
