package io.ember.engine.command;

import io.ember.engine.Blob;
import io.ember.engine.EngineCall;
import io.ember.engine.EntryView;
import io.ember.engine.ErrorCode;
import io.ember.engine.Key;
import io.ember.engine.Keyspace;
import io.ember.engine.SlotStore;
import io.ember.engine.ValueType;
import org.jspecify.annotations.Nullable;

/** What the string commands share. Stateless; owner thread: the lane. */
final class StringValues {
  private StringValues() {}

  /** {@return whether the entry holds no string, in which case the error was answered} */
  static boolean isWrongType(EngineCall call, @Nullable EntryView entry) {
    if (entry == null || ValueType.isString(entry.type())) {
      return false;
    }
    call.reply().error(ErrorCode.WRONGTYPE, CommandErrors.WRONG_TYPE);
    return true;
  }

  /** {@return whether that many bytes are too many for a value, in which case it was answered} */
  static boolean isTooLong(EngineCall call, long lengthBytes) {
    if (lengthBytes <= SlotStore.MAX_VALUE_BYTES) {
      return false;
    }
    call.reply().error(CommandErrors.STRING_TOO_LONG);
    return true;
  }

  /** Answers the value, or no value. */
  static void reply(EngineCall call, @Nullable EntryView entry) {
    if (entry == null) {
      call.reply().nil();
    } else {
      call.reply().bulk(entry);
    }
  }

  /**
   * Sets a key to an argument; a large one moves into the store. {@return false if it is too long
   * and that was answered}
   */
  static boolean put(
      EngineCall call, Keyspace keyspace, Key key, int valueIndex, long expiresAtMs) {
    if (isTooLong(call, call.argumentLength(valueIndex))) {
      return false;
    }
    Blob blob = call.argumentBlob(valueIndex);
    if (blob == null) {
      keyspace.put(
          key, ValueType.STRING.code(), call.argument(valueIndex, keyspace.bytes()), expiresAtMs);
    } else {
      keyspace.put(key, ValueType.STRING.code(), call.takeArgumentBlob(valueIndex), expiresAtMs);
    }
    return true;
  }
}
