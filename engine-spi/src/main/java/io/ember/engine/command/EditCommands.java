package io.ember.engine.command;

import static io.ember.engine.command.CommandFlag.DENYOOM;
import static io.ember.engine.command.CommandFlag.FAST;
import static io.ember.engine.command.CommandFlag.WRITE;

import io.ember.engine.Blob;
import io.ember.engine.BlobAllocator;
import io.ember.engine.Bytes;
import io.ember.engine.EngineCall;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.Keyspace;
import io.ember.engine.ValueType;
import java.util.Arrays;

/** The commands that change a part of a string: APPEND and SETRANGE. */
final class EditCommands {
  private static final byte EDITED = ValueType.STRING_EDITED.code();

  private EditCommands() {}

  static void register(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("append", 3, WRITE, DENYOOM, FAST)
            .keys(1, 1, 1, "RW insert")
            .doc(
                "string",
                "2.0.0",
                "O(1). The amortized time complexity is O(1) assuming the appended "
                    + "value is small and the already present value is of any size, since "
                    + "the dynamic string library used by Redis will double the free space "
                    + "available on every reallocation.",
                "Append a value to a key")
            .onSlot(EditCommands::append));
    table.add(
        CommandSpec.named("setrange", 4, WRITE, DENYOOM)
            .keys(1, 1, 1, "RW update")
            .doc(
                "string",
                "2.2.0",
                "O(1), not counting the time taken to copy the new string in place. "
                    + "Usually, this string is very small so the amortized complexity is "
                    + "O(1). Otherwise, complexity is O(M) with M being the length of the "
                    + "value argument.",
                "Overwrite part of a string at key starting at the specified offset")
            .onSlot(EditCommands::setRange));
  }

  private static void append(EngineCall call, Keyspace keyspace) {
    Key key = call.key(1);
    EntryView entry = keyspace.findToChange(key);
    if (StringValues.isWrongType(call, entry)) {
      return;
    }
    int added = call.argumentLength(2);
    if (entry == null) {
      if (StringValues.put(call, keyspace, key, 2, EntryView.NO_EXPIRY)) {
        call.reply().integer(added);
      }
      return;
    }
    int length = entry.length();
    if (!StringValues.isTooLong(call, (long) length + added)) {
      write(call, keyspace, key, length, 2);
      call.reply().integer(length + added);
    }
  }

  private static void setRange(EngineCall call, Keyspace keyspace) {
    if (Integers.isNotLong(call, 2)) {
      return;
    }
    long offset = Integers.toLong(call, 2);
    if (offset < 0) {
      call.reply().error("offset is out of range");
      return;
    }
    Key key = call.key(1);
    EntryView entry = keyspace.findToChange(key);
    if (StringValues.isWrongType(call, entry)) {
      return;
    }
    int length = entry == null ? 0 : entry.length();
    int count = call.argumentLength(3);
    if (count == 0) {
      call.reply().integer(length);
      return;
    }
    if (StringValues.isTooLong(call, offset + count < 0 ? Long.MAX_VALUE : offset + count)) {
      return;
    }
    if (entry == null) {
      create(call, keyspace, key, (int) offset);
    } else {
      write(call, keyspace, key, (int) offset, 3);
    }
    call.reply().integer(Math.max(length, offset + count));
  }

  /** Sets a key to zeros followed by argument 3. */
  private static void create(EngineCall call, Keyspace keyspace, Key key, int offset) {
    int count = call.argumentLength(3);
    if (offset + count < BlobAllocator.BLOB_BYTES) {
      byte[] value = keyspace.scratch(offset + count);
      Arrays.fill(value, 0, offset, (byte) 0);
      System.arraycopy(call.array(), call.argumentOffset(3), value, offset, count);
      Bytes bytes = keyspace.bytes().wrap(value, 0, offset + count);
      keyspace.put(key, EDITED, bytes, EntryView.NO_EXPIRY);
      return;
    }
    keyspace.put(key, EDITED, keyspace.bytes().wrap(call.array(), 0, 0), EntryView.NO_EXPIRY);
    boolean written = false;
    try {
      write(call, keyspace, key, offset, 3);
      written = true;
    } finally {
      if (!written) {
        keyspace.remove(key);
      }
    }
  }

  /** Writes an argument into the value of an existing key. */
  private static void write(
      EngineCall call, Keyspace keyspace, Key key, int position, int valueIndex) {
    Blob blob = call.argumentBlob(valueIndex);
    if (blob == null) {
      keyspace.write(key, EDITED, position, call.argument(valueIndex, keyspace.bytes()));
      return;
    }
    // The last piece first: it makes the value as long as it will be, or throws before anything has
    // changed. The others are written in place.
    byte[] piece = keyspace.scratch(BlobAllocator.BLOB_BYTES);
    int last = (blob.length() - 1) / BlobAllocator.BLOB_BYTES;
    for (int i = last; i >= 0; i--) {
      int from = i * BlobAllocator.BLOB_BYTES;
      int count = Math.min(BlobAllocator.BLOB_BYTES, blob.length() - from);
      blob.copyTo(from, piece, 0, count);
      keyspace.write(key, EDITED, position + from, keyspace.bytes().wrap(piece, 0, count));
    }
  }
}
