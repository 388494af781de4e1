package io.ember.engine.command;

import io.ember.engine.Blob;
import io.ember.engine.BlobAllocator;
import io.ember.engine.CommandExecutor;
import io.ember.engine.EngineCall;
import io.ember.engine.HeapBlob;
import io.ember.engine.Key;
import io.ember.engine.KeyHasher;
import io.ember.engine.Keyspace;
import io.ember.engine.LaneStep;
import io.ember.engine.MemoryBudget;
import io.ember.engine.Reply;
import io.ember.engine.ReplySink;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.SlotStores;
import io.ember.engine.heap.HeapSlotStoreFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The standard commands on heap stores, with lanes that take turns on the test's thread. */
final class CommandFixture implements AutoCloseable {
  /** What the clock shows at first: far from anything that is special. */
  static final long START_MS = 1_700_000_000_000L;

  private final CommandTable table;
  private final KeyHasher hasher;
  private final CommandExecutor executor = new CommandExecutor();
  private final List<SlotStores> stores = new ArrayList<>();
  private final List<Keyspace> lanes = new ArrayList<>();
  private final TestCall call = new TestCall();
  private final MemoryBudget memory = new MemoryBudget(MemoryBudget.UNLIMITED, false);
  private long nowMs = START_MS;
  private int slices;
  private @Nullable Blob lastBlob;
  private Runnable betweenSlices = () -> {};

  CommandFixture() {
    this(1);
  }

  CommandFixture(int laneCount) {
    CommandTable.Builder builder = new CommandTable.Builder();
    StandardCommands.register(builder);
    table = builder.build();
    HeapSlotStoreFactory factory = new HeapSlotStoreFactory();
    hasher = factory.hasher();
    for (int i = 0; i < laneCount; i++) {
      int lane = i;
      SlotStores own = factory.create(new SlotStoreConfig(16, 64, true));
      stores.add(own);
      Keyspace keyspace = new Keyspace(own, hasher, memory, slot -> slot % laneCount == lane, i);
      keyspace.setNowMs(nowMs);
      lanes.add(keyspace);
    }
  }

  CommandTable table() {
    return table;
  }

  MemoryBudget memory() {
    return memory;
  }

  Keyspace lane(int index) {
    return lanes.get(index);
  }

  CommandExecutor executor() {
    return executor;
  }

  /** {@return in how many slices the last call was executed, those of all lanes together} */
  int slices() {
    return slices;
  }

  /** Says what happens to the data before each slice but the first of calls on one lane. */
  void betweenSlices(Runnable task) {
    betweenSlices = task;
  }

  /** Executes the first slice of a call, which must not be its last, and gives the call up. */
  void giveUpAfterOneSlice(byte[]... arguments) {
    fill(call, arguments);
    if (!table.resolve(call)) {
      throw new AssertionError("the call was refused");
    }
    executor.execute(call, laneOf(call.firstKey().slot()));
    if (call.takeContinuation() == null) {
      throw new AssertionError("one slice was enough");
    }
    call.resetReply();
    call.clear();
  }

  /** {@return a key over its own bytes} */
  Key key(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Key().set(bytes, 0, bytes.length, hasher);
  }

  /** {@return the blob in which the last large argument came} */
  Blob lastBlob() {
    Blob blob = lastBlob;
    if (blob == null) {
      throw new AssertionError("no argument was large");
    }
    return blob;
  }

  /** {@return whether nobody holds the blob of an argument any more} */
  boolean wasFreed(Blob blob) {
    try {
      blob.retain().release();
      return false;
    } catch (IllegalStateException e) {
      return true; // nobody can take a reference any more
    }
  }

  /** Lets time pass. */
  void advance(long ms) {
    nowMs += ms;
    lanes.forEach(lane -> lane.setNowMs(nowMs));
  }

  /** {@return the answer to a command of words, in one line of text} */
  String run(String line) {
    return ReplyText.of(call(line.split(" ")));
  }

  /** {@return the answer to a command whose arguments may hold spaces, in one line of text} */
  String runWords(String... arguments) {
    return ReplyText.of(call(arguments));
  }

  Reply call(String... arguments) {
    byte[][] bytes = new byte[arguments.length][];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = arguments[i].getBytes(StandardCharsets.UTF_8);
    }
    return call(bytes);
  }

  Reply call(byte[]... arguments) {
    fill(call, arguments);
    if (table.resolve(call)) {
      execute(call);
    }
    call.completed();
    Reply reply = call.takeReply();
    call.clear();
    return reply;
  }

  /** Small arguments go into one array with something else around them, large ones into blobs. */
  private void fill(EngineCall target, byte[]... arguments) {
    int length = 1;
    for (byte[] argument : arguments) {
      length += argument.length + 1;
    }
    byte[] array = new byte[length];
    target.begin(TestCall.CALLER, array, hasher);
    int at = 1;
    for (byte[] argument : arguments) {
      if (argument.length >= BlobAllocator.BLOB_BYTES) {
        HeapBlob blob = new HeapBlob(argument.length);
        blob.append(argument, 0, argument.length);
        lastBlob = blob;
        target.addArgument(blob);
      } else {
        System.arraycopy(argument, 0, array, at, argument.length);
        target.addArgument(at, argument.length);
        at += argument.length + 1;
      }
    }
  }

  private void execute(EngineCall target) {
    CommandHandler handler = target.command().handler();
    if (handler instanceof CommandHandler.OnSlot) {
      Keyspace lane = laneOf(target.firstKeyIndex() < 0 ? 0 : target.firstKey().slot());
      executor.execute(target, lane);
      finish(target, lane);
    } else if (handler instanceof CommandHandler.OnLane onLane) {
      int index = onLane.lane(target, lanes.size());
      onLane.execute(target, lanes.get(index), index, lanes.size());
      finish(target, lanes.get(index));
    } else if (handler instanceof CommandHandler.OnEveryLane onEveryLane) {
      List<? extends CommandHandler.OnEveryLane.Part> parts =
          onEveryLane.split(target, lanes.size());
      slices = 0;
      for (int i = 0; i < parts.size(); i++) {
        boolean isLast = false;
        while (!isLast) {
          isLast = parts.get(i).run(lanes.get(i));
          slices++;
        }
      }
      if (!parts.isEmpty()) {
        onEveryLane.merge(target, parts);
      }
    } else {
      ((CommandHandler.OnCaller) handler).execute(target);
    }
  }

  private void finish(EngineCall target, Keyspace lane) {
    LaneStep step = target.takeContinuation();
    slices = 1;
    while (step != null) {
      slices++;
      betweenSlices.run();
      if (executor.run(target, step, lane)) {
        step = target.takeContinuation();
      }
    }
  }

  private Keyspace laneOf(int slot) {
    return lanes.get(slot % lanes.size());
  }

  @Override
  public void close() {
    stores.forEach(SlotStores::close);
  }

  /** A call that keeps its answer. */
  static final class TestCall extends EngineCall {
    static final io.ember.engine.Caller CALLER =
        new io.ember.engine.Caller() {
          @Override
          public long id() {
            return 1;
          }

          @Override
          public boolean isEmbedded() {
            return true;
          }
        };

    private final io.ember.engine.ReplyCollector collector = new io.ember.engine.ReplyCollector();
    private @Nullable Reply answer;

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
      answer = collector.take();
    }

    Reply takeReply() {
      Reply reply = answer;
      if (reply == null) {
        throw new AssertionError("the call was not completed");
      }
      answer = null;
      return reply;
    }
  }
}
