package io.ember.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects an answer as a {@link Reply}. Strict: a second answer, or one that is taken before it is
 * complete, throws. Reusable after {@link #take}. One thread at a time.
 */
public final class ReplyCollector implements ReplySink {
  private enum Kind {
    ARRAY,
    MAP,
    SET,
    PUSH
  }

  /** An aggregate that has not got all of its items yet. */
  private static final class Open {
    final Kind kind;
    final int wanted;
    final List<Reply> items;

    Open(Kind kind, int wanted) {
      this.kind = kind;
      this.wanted = wanted;
      this.items = new ArrayList<>(Math.min(wanted, 1024));
    }

    Reply close() {
      return switch (kind) {
        case ARRAY -> new Reply.Array(items);
        case SET -> new Reply.Members(items);
        case PUSH -> new Reply.Push(items);
        case MAP -> {
          List<Map.Entry<Reply, Reply>> pairs = new ArrayList<>(items.size() / 2);
          for (int i = 0; i < items.size(); i += 2) {
            pairs.add(Map.entry(items.get(i), items.get(i + 1)));
          }
          yield new Reply.Pairs(pairs);
        }
      };
    }
  }

  private final int protocol;
  private final Deque<Open> open = new ArrayDeque<>();
  private @Nullable Reply complete;

  /** Collects what a receiver of RESP3 gets. */
  public ReplyCollector() {
    this(3);
  }

  /**
   * @param protocol what handlers are told that the receiver speaks, 2 or 3; what is collected is
   *     their meaning either way
   */
  public ReplyCollector(int protocol) {
    if (protocol != 2 && protocol != 3) {
      throw new IllegalArgumentException("protocol must be 2 or 3: " + protocol);
    }
    this.protocol = protocol;
  }

  /** {@return whether a whole answer is there} */
  public boolean isComplete() {
    return complete != null;
  }

  /** {@return the answer; the collector is empty then} */
  public Reply take() {
    Reply reply = complete;
    if (reply == null) {
      throw new IllegalStateException(
          open.isEmpty() ? "there is no answer" : "the answer has " + open.size() + " open parts");
    }
    complete = null;
    return reply;
  }

  /** Throws away what was collected. */
  public void reset() {
    open.clear();
    complete = null;
  }

  private void add(Reply reply) {
    if (complete != null) {
      throw new IllegalStateException("a second answer to one call: " + reply);
    }
    Reply item = reply;
    for (Open innermost = open.peek(); innermost != null; innermost = open.peek()) {
      innermost.items.add(item);
      if (innermost.items.size() < innermost.wanted) {
        return;
      }
      open.pop();
      item = innermost.close();
    }
    complete = item;
  }

  private void begin(Kind kind, int count) {
    if (count < 0) {
      throw new IllegalArgumentException("an aggregate of " + count);
    }
    Open aggregate = new Open(kind, count);
    if (count == 0) {
      add(aggregate.close());
    } else if (complete != null) {
      throw new IllegalStateException("a second answer to one call: " + kind + " of " + count);
    } else {
      open.push(aggregate);
    }
  }

  @Override
  public int protocol() {
    return protocol;
  }

  @Override
  public void ok() {
    add(new Reply.Simple("OK"));
  }

  @Override
  public void simple(String text) {
    add(new Reply.Simple(text));
  }

  @Override
  public void error(ErrorCode code, String message) {
    add(new Reply.Failure(code, message.replace('\r', ' ').replace('\n', ' ')));
  }

  @Override
  public void integer(long value) {
    add(new Reply.Int(value));
  }

  @Override
  public void bulk(byte[] array, int offset, int length) {
    add(new Reply.Bulk(new Bytes().wrap(array, offset, length).toByteArray()));
  }

  @Override
  public void bulk(EntryView value) {
    add(new Reply.Bulk(value.valueBytes()));
  }

  @Override
  public void bulk(EntryView value, int from, int length) {
    byte[] bytes = new byte[length];
    value.copyTo(from, bytes, 0, length);
    add(new Reply.Bulk(bytes));
  }

  @Override
  public void bulk(Blob value) {
    byte[] bytes = new byte[value.length()];
    value.copyTo(0, bytes, 0, bytes.length);
    add(new Reply.Bulk(bytes));
  }

  @Override
  public void bulk(Bytes before, Blob value, Bytes after) {
    int from = before.length();
    int to = from + value.length();
    byte[] bytes = new byte[to + after.length()];
    System.arraycopy(before.array(), before.offset(), bytes, 0, from);
    value.copyTo(0, bytes, from, value.length());
    System.arraycopy(after.array(), after.offset(), bytes, to, after.length());
    add(new Reply.Bulk(bytes));
  }

  @Override
  public void nil() {
    add(Reply.NIL);
  }

  @Override
  public void nilArray() {
    add(Reply.NIL);
  }

  @Override
  public void array(int count) {
    begin(Kind.ARRAY, count);
  }

  @Override
  public void map(int pairs) {
    begin(Kind.MAP, Math.multiplyExact(pairs, 2));
  }

  @Override
  public void set(int count) {
    begin(Kind.SET, count);
  }

  @Override
  public void push(int count) {
    begin(Kind.PUSH, count);
  }

  @Override
  public void number(double value) {
    add(new Reply.Num(value));
  }

  @Override
  public void bool(boolean value) {
    add(new Reply.Bool(value));
  }

  @Override
  public void verbatim(String format, String text) {
    add(new Reply.Verbatim(format, text));
  }
}
