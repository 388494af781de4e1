package io.ember.engine;

/**
 * The kinds of value. Each stored value begins with the {@link #code} of its kind, 0 to 15, so
 * collections can join without a change of format; the high bits of that byte belong to the store.
 */
public enum ValueType {
  /** A string as it was set. */
  STRING((byte) 0, "string"),
  /**
   * A string that was changed in place (APPEND, SETRANGE): only OBJECT ENCODING tells it from the
   * other.
   */
  STRING_EDITED((byte) 1, "string"),
  /** A string that INCRBYFLOAT wrote: to OBJECT ENCODING never an integer, even if it looks so. */
  STRING_FLOAT((byte) 2, "string");

  /** The highest code that a store has to keep. */
  public static final int MAX_CODE = 15;

  private final byte code;
  private final String redisName;

  ValueType(byte code, String redisName) {
    this.code = code;
    this.redisName = redisName;
  }

  /** {@return the stable number that is stored} */
  public byte code() {
    return code;
  }

  /** {@return what TYPE answers} */
  public String redisName() {
    return redisName;
  }

  /**
   * {@return the kind with this code}
   *
   * @throws StoreException if there is none: the value was written by a newer version
   */
  public static ValueType of(int code) {
    return switch (code) {
      case 0 -> STRING;
      case 1 -> STRING_EDITED;
      case 2 -> STRING_FLOAT;
      default -> throw new StoreException("value of unknown kind " + code);
    };
  }

  /** {@return whether a value with this code is a string} */
  public static boolean isString(int code) {
    return code <= 2;
  }
}
