package io.ember.cluster.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.session.ClientPause;
import io.ember.cluster.session.ClientSession;
import io.ember.cluster.session.PushMessage;
import io.ember.engine.Blob;
import io.ember.engine.BlobAllocator;
import io.ember.engine.EngineCall;
import io.ember.engine.ErrorCode;
import io.ember.engine.ReplySink;
import io.ember.engine.SlotStoreFactory;
import io.ember.engine.SlotStores;
import io.ember.engine.command.CommandSpec;
import io.ember.engine.command.CommandTable;
import io.ember.engine.heap.HeapSlotStoreFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Whatever fails or grows without end is one client's matter: it is told, and the rest goes on. */
class ContainmentTest {
  private static final long DEADLINE_MS = 20_000;
  private static final int LARGE_BYTES = 2 * BlobAllocator.BLOB_BYTES;

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DEADLINE_MS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  @Test
  void refusesTooLongKeysBeforeAnybodyLooksAtThem() {
    try (TestNode node = new TestNode();
        RespClient client = node.connect()) {
      String refusal = "-ERR key exceeds maximum allowed size (65535 bytes)";
      String key = "k".repeat(65_536);
      String large = "k".repeat(LARGE_BYTES);
      assertThat(client.call("GET", key)).isEqualTo(refusal);
      assertThat(client.call("MSET", "{k}", "1", large, "2")).isEqualTo(refusal);

      client.call("MULTI");
      assertThat(client.call("GET", large)).isEqualTo(refusal);
      assertThat(client.call("EXEC")).startsWith("-EXECABORT");
    }
  }

  @Test
  void answersACallWhoseDispatchFails() throws InterruptedException {
    try (TestNode node =
        new TestNode(
            options ->
                options.first =
                    (call, next) -> {
                      if (call.argumentCount() > 1 && call.argumentIs(1, "planted")) {
                        throw new StackOverflowError("planted");
                      }
                      next.proceed(call);
                    })) {
      try (RespClient client = node.connect()) {
        client.send("SET", "k", "1");
        client.send("SET", "planted", "1");
        client.send("GET", "k");
        client.flush();
        assertThat(client.reply()).isEqualTo("+OK");
        assertThat(client.reply()).isEqualTo("-ERR internal error StackOverflowError: planted");
        assertThat(client.reply()).isEqualTo("$1");

        client.call("MULTI");
        client.call("SET", "planted", "1");
        assertThat(client.call("EXEC"))
            .isEqualTo("-ERR internal error StackOverflowError: planted");
        assertThat(client.call("PING")).isEqualTo("+PONG");
      }
      await("the session ends", () -> node.sessions.all().isEmpty());
    }
  }

  @Test
  void boundsWhatIsQueuedInATransaction() {
    long limit = 100_000;
    MemoryLimits limits = TestNode.limits(1 << 20, limit);
    try (TestNode node = new TestNode(options -> options.limits = limits);
        RespClient client = node.connect()) {
      client.call("MULTI");
      int queued = 0;
      String reply = client.call("SET", "k", "v".repeat(1000));
      while (reply.equals("+QUEUED") && queued < 1000) {
        queued++;
        reply = client.call("SET", "k", "v".repeat(1000));
      }
      assertThat(reply).isEqualTo("-ERR transaction exceeds maximum allowed size");
      assertThat(queued).isBetween(10, 100);
      assertThat(limits.transactions().left()).as("freed at once").isEqualTo(limit);
      assertThat(client.call("SET", "k", "v")).isEqualTo("+QUEUED");
      assertThat(client.call("EXEC")).startsWith("-EXECABORT");
      assertThat(client.call("GET", "k")).isEqualTo("nil");

      client.call("MULTI");
      client.call("SET", "k", "v");
      assertThat(limits.transactions().left()).isLessThan(limit);
      assertThat(client.call("EXEC")).isEqualTo("*[+OK]");
      assertThat(limits.transactions().left()).isEqualTo(limit);
      client.call("MULTI");
      client.call("SET", "k", "v");
      client.call("DISCARD");
      assertThat(limits.transactions().left()).isEqualTo(limit);
    }
  }

  /** The replies of these cannot be moved: they refer to a value that is gone. */
  private static void withLostValues(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("lost", 2)
            .key()
            .onSlot(
                (call, keyspace) -> {
                  call.reply().array(1);
                  lose(call.reply());
                }));
    table.add(
        CommandSpec.named("lostlater", 2)
            .key()
            .onSlot(
                (call, keyspace) -> {
                  call.reply().array(1);
                  lose(call.reply());
                  call.continueWith(data -> true);
                }));
  }

  private static void lose(ReplySink reply) {
    Blob blob = new HeapSlotStoreFactory().blobs().allocate(LARGE_BYTES);
    blob.setLength(LARGE_BYTES);
    reply.bulk(blob);
    blob.release();
    blob.release();
  }

  @Test
  void answersATransactionWhoseRepliesCannotBePutTogether() {
    try (TestNode node =
            new TestNode(options -> options.commands = ContainmentTest::withLostValues);
        RespClient client = node.connect()) {
      client.call("MULTI");
      client.call("SET", "k", "1");
      client.call("LOST", "k");
      assertThat(client.call("EXEC")).startsWith("-ERR internal error ");
      assertThat(client.call("GET", "k")).isEqualTo("$1");
      client.call("MULTI");
      client.call("GET", "k");
      assertThat(client.call("EXEC")).isEqualTo("*[$1]");
    }
  }

  @Test
  void answersACallThatCannotGoOnLater() {
    try (TestNode node =
            new TestNode(options -> options.commands = ContainmentTest::withLostValues);
        RespClient client = node.connect()) {
      client.send("SET", "k", "1");
      client.send("LOSTLATER", "k");
      client.send("GET", "k");
      client.flush();
      assertThat(client.reply()).isEqualTo("+OK");
      assertThat(client.reply()).startsWith("-ERR internal error ");
      assertThat(client.reply()).isEqualTo("$1");
    }
  }

  @Test
  void closesAConnectionWhoseReplyCannotBeSent() throws InterruptedException {
    try (TestNode node =
            new TestNode(options -> options.commands = ContainmentTest::withLostValues);
        RespClient witness = node.connect()) {
      try (RespClient client = node.connect()) {
        client.send("LOST", "k");
        client.flush();
        assertThat(witness.call("SET", "k", "1")).isEqualTo("+OK");
      }
      await("one session is left", () -> node.sessions.all().size() == 1);
      assertThat(witness.call("GET", "k")).isEqualTo("$1");
    }
  }

  @Test
  void executesABatchThatCouldNotBePrepared() {
    AtomicBoolean planted = new AtomicBoolean();
    SlotStoreFactory heap = new HeapSlotStoreFactory();
    SlotStoreFactory factory =
        proxy(
            SlotStoreFactory.class,
            heap,
            (result) -> result instanceof SlotStores stores ? failing(stores, planted) : result);
    try (TestNode node =
            new TestNode(
                options -> {
                  options.stores = factory;
                  options.lanes = 1;
                });
        RespClient client = node.connect()) {
      for (int round = 0; round < 10; round++) {
        planted.set(true);
        for (int i = 0; i < 200; i++) {
          client.send("SET", "k" + i, "1");
        }
        client.flush();
        for (int i = 0; i < 200; i++) {
          assertThat(client.reply()).isEqualTo("+OK");
        }
      }
      assertThat(planted).as("it was prepared").isFalse();
    }
  }

  private static SlotStores failing(SlotStores stores, AtomicBoolean planted) {
    SlotStores forwarding = proxy(SlotStores.class, stores, result -> result);
    return (SlotStores)
        Proxy.newProxyInstance(
            SlotStores.class.getClassLoader(),
            new Class<?>[] {SlotStores.class},
            (self, method, arguments) -> {
              if (method.getName().equals("prefetch") && planted.getAndSet(false)) {
                throw new IllegalStateException("planted");
              }
              return method.invoke(forwarding, arguments);
            });
  }

  private static <T> T proxy(
      Class<T> type, T target, java.util.function.UnaryOperator<Object> result) {
    InvocationHandler handler =
        (self, method, arguments) -> {
          try {
            return result.apply(method.invoke(target, arguments));
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Test
  void goesOnWithWhoWaitedForRoomWhenCallsEndWithoutALane() throws InterruptedException {
    Queue<EngineCall> held = new ConcurrentLinkedQueue<>();
    int connections = 300;
    try (TestNode node =
        new TestNode(
            options ->
                options.first =
                    (call, next) -> {
                      if (call.argumentCount() > 1 && call.argumentIs(1, "held")) {
                        held.add(call);
                      } else {
                        next.proceed(call);
                      }
                    })) {
      List<RespClient> clients = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        RespClient client = node.connect();
        clients.add(client);
        for (int call = 0; call < 40; call++) {
          client.send("GET", "held");
        }
        client.flush();
      }
      await("all room is taken", () -> held.size() == 8 * 1024);
      try (RespClient waiting = node.connect()) {
        waiting.send("PING");
        waiting.flush();
        await("it has connected", () -> node.sessions.all().size() == connections + 1);

        int rest = 40 * connections;
        while (rest > 0) {
          await("calls arrive", () -> !held.isEmpty());
          for (EngineCall call = held.poll(); call != null; call = held.poll()) {
            call.reject(ErrorCode.ERR, "planted");
            rest--;
          }
        }
        assertThat(waiting.reply()).isEqualTo("+PONG");
        for (RespClient client : clients) {
          assertThat(client.reply()).isEqualTo("-ERR planted");
          client.close();
        }
      }
    }
  }

  @Test
  void servesAClientThatWritesEverythingBeforeItReads() {
    int pairs = 50_000;
    String value = "v".repeat(1024);
    MemoryLimits limits = TestNode.limits(96 << 20, 1 << 20);
    try (TestNode node = new TestNode(options -> options.limits = limits)) {
      try (RespClient client = node.connect()) {
        for (int i = 0; i < pairs; i++) {
          client.send("SET", "k", value);
          client.send("GET", "k");
        }
        client.flush();
        for (int i = 0; i < pairs; i++) {
          assertThat(client.reply()).isEqualTo("+OK");
          assertThat(client.reply()).hasSize(1 + value.length());
        }
        client.call("PING");
        assertThat(limits.replies().left()).as("all is given back").isEqualTo(96 << 20);
      }
    }
  }

  @Test
  void givesBackWhatAClientThatLeavesHasNotRead() throws InterruptedException {
    MemoryLimits limits = TestNode.limits(8 << 20, 1 << 20);
    try (TestNode node = new TestNode(options -> options.limits = limits)) {
      try (RespClient client = node.connect()) {
        client.call("SET", "k", "v".repeat(60_000));
        for (int i = 0; i < 2_000; i++) {
          client.send("GET", "k");
        }
        client.flush();
        await("the budget is used", () -> limits.replies().left() <= 2 << 20);
      }
      await("it is given back", () -> limits.replies().left() == 8 << 20);
    }
  }

  @Test
  void countsMessagesThatWaitBehindACallOfTheirReceiver() throws InterruptedException {
    try (TestNode node = new TestNode();
        RespClient client = node.connect();
        RespClient other = node.connect()) {
      node.settings.setPushLimitBytes(10_000);
      client.call("HELLO", "3");
      long id = node.sessions.all().stream().mapToLong(ClientSession::id).min().orElseThrow();
      other.call("PING");
      node.pause.begin(ClientPause.Mode.WRITE, System.nanoTime(), TimeUnit.MINUTES.toNanos(5));
      client.send("SET", "k", "1");
      client.flush();
      ClientSession session = java.util.Objects.requireNonNull(node.sessions.find(id));
      await("it is held", () -> session.figures().lastCommand().equals("set"));

      PushMessage message = PushMessage.of(new byte[1000]);
      int pushed = 0;
      while (pushed < 100 && session.push(message)) {
        other.call("PING"); // the loop has seen it
        pushed++;
      }

      assertThat(pushed).isLessThan(10);
      await("it is closed", () -> node.sessions.find(id) == null);
      node.pause.end();
    }
  }

  @Test
  void keepsAWatchedKeyOnce() {
    try (TestNode node = new TestNode();
        RespClient client = node.connect()) {
      for (int i = 0; i < 100; i++) {
        client.call("WATCH", "k", "{k}2", "k");
      }
      ClientSession session = node.sessions.all().iterator().next();
      assertThat(session.figures().watchedKeys()).isEqualTo(2);
    }
  }

  @Test
  void changesTheProtocolWithinATransaction() {
    try (TestNode node = new TestNode();
        RespClient client = node.connect()) {
      client.call("MULTI");
      client.call("GET", "k");
      client.call("HELLO", "3");
      client.call("GET", "k");
      client.call("HELLO", "2");
      client.call("GET", "k");
      assertThat(client.call("EXEC")).isEqualTo("*[nil +OK _ +OK nil]");
    }
  }
}
