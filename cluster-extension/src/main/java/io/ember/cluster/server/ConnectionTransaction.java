package io.ember.cluster.server;

import io.ember.cluster.forward.CallForwarder;
import io.ember.cluster.lane.LaneCall;
import io.ember.cluster.lane.QueuedCall;
import io.ember.cluster.lane.TransactionRun;
import io.ember.cluster.lane.WatchedKeys;
import io.ember.cluster.routing.ClusterError;
import io.ember.cluster.routing.Router;
import io.ember.cluster.session.ClientPause;
import io.ember.cluster.session.ServerSettings;
import io.ember.cluster.session.SessionRules;
import io.ember.cluster.session.Transaction;
import io.ember.engine.EngineCall;
import io.ember.engine.EngineContext;
import io.ember.engine.ErrorCode;
import io.ember.engine.WatchToken;
import io.ember.engine.command.CommandErrors;
import io.ember.engine.command.CommandHandler;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of one connection. Owner thread: the loop; lanes add watched keys while the loop
 * waits for them.
 */
final class ConnectionTransaction implements Transaction {
  private static final int NO_SLOT = -1;

  /** What a queued call takes besides its arguments, about. */
  private static final int CALL_BYTES = 640;

  private static final int ARGUMENT_BYTES = 16;

  /** Most bytes of large arguments, which lie in blobs: two of the largest values. */
  private static final long MAX_BLOB_BYTES = 2 * ServerSettings.MAX_BULK_BYTES;

  private static final String WATCHED_APART =
      "keys of another node are watched there, and must belong to one slot";

  private static final String TOO_LARGE = "transaction exceeds maximum allowed size";

  private final ClientLoop loop;
  private final ClientConnection connection;
  private final EngineContext engine;
  private final Router router;
  private final @Nullable CallForwarder forwarder;
  private final WatchedKeys watched = new WatchedKeys();
  private List<QueuedCall> queue = new ArrayList<>();
  private long heldBytes;
  private long blobBytes;
  private boolean open;
  private boolean failed;
  private boolean writes;
  private boolean crossSlot;
  private int slot = NO_SLOT;

  /** The slot of another node whose keys are watched there. */
  private int slotWatchedElsewhere = NO_SLOT;

  ConnectionTransaction(ClientLoop loop, ClientConnection connection, ServerContext server) {
    this.loop = loop;
    this.connection = connection;
    engine = server.engine();
    router = server.router();
    forwarder = server.forwarder();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void open() {
    open = true;
  }

  @Override
  public void fail() {
    failed = true;
  }

  @Override
  public boolean isFailed() {
    return failed;
  }

  @Override
  public boolean isSpread() {
    return crossSlot;
  }

  @Override
  public boolean mayWrite() {
    return writes;
  }

  /** {@return how many commands are queued} */
  int queuedCount() {
    return queue.size();
  }

  /** {@return how many keys are watched; any thread} */
  int watchedCount() {
    return watched.count();
  }

  /** {@return whether the call cannot be executed here, for its slots} */
  boolean isElsewhere(EngineCall call) {
    return router.route(call) < 0;
  }

  /** Queues a resolved call and answers it: with QUEUED, or with why it cannot be queued. */
  void queue(EngineCall call) {
    ClusterError refusal = isElsewhere(call) ? router.refusal(call) : null;
    if (refusal != null && !isPassedOn(call, refusal)) {
      failed = true;
      call.reply().error(refusal.code(), refusal.message());
      return;
    }
    if (failed || watched.token().isChanged()) {
      // Nothing of it will be executed, so nothing of it is kept; nor do its slots count.
      call.reply().simple("QUEUED");
      return;
    }
    if (call.firstKeyIndex() >= 0) {
      int slotOfCall = call.firstKey().slot();
      crossSlot |= router.oneSlotOnly() && slot != NO_SLOT && slot != slotOfCall;
      slot = slotOfCall;
    }
    if (!takeRoom(call)) {
      failed = true;
      release(queue, heldBytes);
      queue = new ArrayList<>();
      heldBytes = 0;
      blobBytes = 0;
      call.reply().error(TOO_LARGE);
      return;
    }
    writes |= ClientPause.mayWrite(call.command());
    queue.add(new QueuedCall(call, connection, engine.stores().hasher()));
    call.reply().simple("QUEUED");
  }

  private boolean isPassedOn(EngineCall call, ClusterError refusal) {
    return forwarder != null
        && refusal.isRedirect()
        && call.command().handler() instanceof CommandHandler.OnSlot;
  }

  private boolean takeRoom(EngineCall call) {
    long bytes = CALL_BYTES;
    long large = 0;
    for (int i = 0; i < call.argumentCount(); i++) {
      bytes += ARGUMENT_BYTES;
      if (call.argumentBlob(i) == null) {
        bytes += call.argumentLength(i);
      } else {
        large += call.argumentLength(i);
      }
    }
    if (blobBytes + large > MAX_BLOB_BYTES || !budget().take(bytes, heldBytes)) {
      return false;
    }
    blobBytes += large;
    heldBytes += bytes;
    return true;
  }

  private SharedBudget budget() {
    return loop.limits().transactions();
  }

  private void release(List<QueuedCall> calls, long bytes) {
    calls.forEach(QueuedCall::discard);
    budget().giveBack(bytes);
  }

  @Override
  public void discard() {
    release(queue, heldBytes);
    close();
    unwatch();
  }

  private void close() {
    queue = new ArrayList<>();
    heldBytes = 0;
    blobBytes = 0;
    open = false;
    failed = false;
    writes = false;
    crossSlot = false;
    slot = NO_SLOT;
  }

  @Override
  public WatchToken watchToken() {
    return watched.token();
  }

  @Override
  public void watched(EngineCall watchCall) {
    watched.add(watchCall);
  }

  @Override
  public void unwatch() {
    if (watched.count() > 0) {
      watched.end(loop.publisher());
    }
    if (slotWatchedElsewhere != NO_SLOT && forwarder != null) {
      forwarder.unwatch(slotWatchedElsewhere, connection.id());
    }
    slotWatchedElsewhere = NO_SLOT;
  }

  @Override
  public String watchElsewhere(int slotOfKeys) {
    boolean others = slotWatchedElsewhere != NO_SLOT && slotWatchedElsewhere != slotOfKeys;
    if (others || watched.count() > 0) {
      return WATCHED_APART;
    }
    slotWatchedElsewhere = slotOfKeys;
    return "";
  }

  @Override
  public boolean watchesElsewhere() {
    return slotWatchedElsewhere != NO_SLOT;
  }

  @Override
  public void exec(EngineCall execCall) {
    List<QueuedCall> calls = queue;
    long bytes = heldBytes;
    boolean rejected = crossSlot;
    int slotOfCalls = slot;
    close();
    if (rejected) {
      release(calls, bytes);
      unwatch();
      execCall.reject(ErrorCode.CROSSSLOT, CommandErrors.CROSS_SLOT);
    } else if (watched.token().isChanged()) {
      release(calls, bytes);
      unwatch();
      execCall.reply().nilArray();
      execCall.completed();
    } else if (forwarder != null && isElsewhere(slotOfCalls)) {
      passOn(execCall, forwarder, slotOfCalls, calls);
      release(calls, bytes);
    } else if (slotWatchedElsewhere != NO_SLOT) {
      release(calls, bytes);
      unwatch();
      execCall.reject(ErrorCode.EXECABORT, SessionRules.execAbort(WATCHED_APART));
    } else {
      // The watches end after the execution: before it, somebody else's change could go unseen.
      TransactionRun.start(
          (LaneCall) execCall,
          calls,
          watched.token(),
          engine::execute,
          () -> {
            budget().giveBack(bytes);
            unwatch();
          });
    }
  }

  private boolean isElsewhere(int slotOfCalls) {
    return slotOfCalls != NO_SLOT && forwarder != null && forwarder.isElsewhere(slotOfCalls);
  }

  /** The owner executes it, if all of it can be executed there. */
  private void passOn(
      EngineCall execCall, CallForwarder to, int slotOfCalls, List<QueuedCall> calls) {
    boolean onKeysOnly =
        calls.stream().allMatch(call -> call.command().handler() instanceof CommandHandler.OnSlot);
    boolean watchedHere =
        watched.count() > 0
            || (slotWatchedElsewhere != NO_SLOT && slotWatchedElsewhere != slotOfCalls);
    if (!onKeysOnly || watchedHere) {
      unwatch();
      String why = onKeysOnly ? WATCHED_APART : "only commands on keys go to another node";
      execCall.reject(ErrorCode.EXECABORT, SessionRules.execAbort(why));
      return;
    }
    long session = slotWatchedElsewhere == NO_SLOT ? 0 : connection.id();
    slotWatchedElsewhere = NO_SLOT; // the execution ends the watches
    to.exec(execCall, slotOfCalls, session, calls);
  }
}
