package io.ember.engine;

import io.ember.engine.command.CommandSpec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way through the engine: a command with its arguments, who made it, and where its
 * answer goes.
 *
 * <p>Mutable and reused: the endpoint fills it ({@link #begin}, {@link #addArgument}), hands it to
 * the interceptor chain and must not touch it again until {@link #completed} says that it is done.
 * Argument 0 is the name of the command. Arguments lie in one array or, if they are large, in blobs
 * of their own.
 *
 * <p>Owner thread: the caller's until the call is handed to a lane, the lane's until it completes.
 */
public abstract class EngineCall {
  /**
   * Most bytes of an argument that {@link #argument} copies to the heap: an eighth of the heap.
   * What may be larger, values, is taken from its blob by the commands that store it.
   */
  public static final long MAX_COPIED_BYTES = Runtime.getRuntime().maxMemory() / 8;

  private static final byte[] NO_BYTES = {};
  private static final Blob[] NO_BLOBS = {};

  private @Nullable CommandSpec command;
  private @Nullable Caller caller;
  private byte[] array = NO_BYTES;
  private int[] offsets = new int[8];
  private int[] lengths = new int[8];
  private @Nullable Blob[] blobs = NO_BLOBS;
  private int argumentCount;
  private boolean hasBlobs;
  private @Nullable Blob held;
  private @Nullable KeyHasher hasher;
  private final Key firstKey = new Key();
  private final Key otherKey = new Key();
  private final Key thirdKey = new Key();
  private int firstKeyIndex = -1;
  private @Nullable LaneStep continuation;
  private boolean deferred;
  private int chainPosition;

  // ---- filling, by the endpoint

  /** Starts anew with arguments that will lie in this array; blobs that are left are released. */
  public final void begin(Caller caller, byte[] array, KeyHasher hasher) {
    releaseBlobs();
    this.caller = caller;
    this.array = array;
    this.hasher = hasher;
    command = null;
    argumentCount = 0;
    firstKeyIndex = -1;
    continuation = null;
    deferred = false;
  }

  /**
   * Starts anew with copies of these arguments, the large ones in blobs; for callers whose
   * arguments lie in arrays of their own.
   *
   * @throws StoreException if there is no memory for a large one; then the call holds nothing
   */
  public final void fill(Caller caller, byte[][] arguments, SlotStoreFactory stores) {
    int small = 0;
    for (byte[] argument : arguments) {
      small += argument.length < BlobAllocator.BLOB_BYTES ? argument.length : 0;
    }
    byte[] copies = new byte[small];
    begin(caller, copies, stores.hasher());
    int offset = 0;
    try {
      for (byte[] argument : arguments) {
        if (argument.length < BlobAllocator.BLOB_BYTES) {
          System.arraycopy(argument, 0, copies, offset, argument.length);
          addArgument(offset, argument.length);
          offset += argument.length;
        } else {
          Blob blob = stores.blobs().allocate(argument.length);
          blob.append(argument, 0, argument.length);
          addArgument(blob);
        }
      }
    } catch (Throwable failure) {
      clear();
      throw failure;
    }
  }

  /** Adds an argument that lies in the call's array. */
  public final void addArgument(int offset, int length) {
    int i = argumentCount;
    if (i == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * i);
      lengths = Arrays.copyOf(lengths, 2 * i);
    }
    offsets[i] = offset;
    lengths[i] = length;
    argumentCount = i + 1;
  }

  /** Adds an argument that is a blob, whose reference passes to the call. */
  public final void addArgument(Blob blob) {
    int i = argumentCount;
    addArgument(0, blob.length());
    if (blobs.length <= i) {
      blobs = Arrays.copyOf(blobs, Math.max(8, 2 * i));
    }
    blobs[i] = blob;
    hasBlobs = true;
  }

  /**
   * Names the command and the argument that is its first key, -1 for none; computes slot and hash
   * of that key.
   */
  public final void resolve(CommandSpec command, int firstKeyIndex) {
    this.command = command;
    this.firstKeyIndex = firstKeyIndex;
    if (firstKeyIndex >= 0) {
      locate(firstKey, firstKeyIndex);
    }
  }

  /** Replaces the array after its content was moved to another one by {@code delta} positions. */
  public final void rebase(byte[] newArray, int delta) {
    array = newArray;
    for (int i = 0; i < argumentCount; i++) {
      offsets[i] += delta;
    }
    if (firstKeyIndex >= 0) {
      firstKey.set(
          newArray, firstKey.offset() + delta, firstKey.length(), firstKey.slot(), firstKey.hash());
    }
  }

  /** Releases blobs that nobody took and forgets the array. */
  public final void clear() {
    releaseBlobs();
    array = NO_BYTES;
    argumentCount = 0;
    firstKeyIndex = -1;
    command = null;
    caller = null;
    continuation = null;
  }

  private void releaseBlobs() {
    Blob kept = held;
    if (kept != null) {
      held = null;
      kept.release();
    }
    if (hasBlobs) {
      for (int i = 0; i < blobs.length; i++) {
        Blob blob = blobs[i];
        if (blob != null) {
          blobs[i] = null;
          blob.release();
        }
      }
      hasBlobs = false;
    }
  }

  // ---- reading, by interceptors and handlers

  /** {@return the command; never null once the call is on its way} */
  public final CommandSpec command() {
    CommandSpec known = command;
    if (known == null) {
      throw new IllegalStateException("the call has no command yet");
    }
    return known;
  }

  /** {@return who made the call} */
  public final Caller caller() {
    Caller known = caller;
    if (known == null) {
      throw new IllegalStateException("the call has no caller yet");
    }
    return known;
  }

  /** {@return how many arguments, the command's name included} */
  public final int argumentCount() {
    return argumentCount;
  }

  /** {@return how many bytes the argument has} */
  public final int argumentLength(int index) {
    return lengths[index];
  }

  /** {@return the array in which the small arguments lie} */
  public final byte[] array() {
    return array;
  }

  /** {@return where in {@link #array} the argument begins; 0 for a blob} */
  public final int argumentOffset(int index) {
    return offsets[index];
  }

  /** {@return the argument's blob if it is large, else null; it stays the call's} */
  public final @Nullable Blob argumentBlob(int index) {
    return hasBlobs && index < blobs.length ? blobs[index] : null;
  }

  /** {@return the argument's blob, whose reference passes to the caller of this method} */
  public final Blob takeArgumentBlob(int index) {
    Blob blob = argumentBlob(index);
    if (blob == null) {
      throw new IllegalStateException("argument " + index + " is not a blob");
    }
    blobs[index] = null;
    return blob;
  }

  /**
   * Has the call keep a blob, whose reference passes to it, until the handler {@linkplain #takeHeld
   * takes} it or the call is cleared: for handlers that go on in steps, since a call that is given
   * up runs no further one. One at a time.
   */
  public final void hold(Blob blob) {
    if (held != null) {
      throw new IllegalStateException("the call holds a blob already");
    }
    held = blob;
  }

  /** {@return the blob that the call holds, whose reference passes to the caller of this method} */
  public final Blob takeHeld() {
    Blob kept = held;
    if (kept == null) {
      throw new IllegalStateException("the call holds no blob");
    }
    held = null;
    return kept;
  }

  /**
   * Points the flyweight at an argument; a large one is copied to the heap first. {@return {@code
   * target}}
   *
   * @throws StoreException if it has more than {@link #MAX_COPIED_BYTES}
   */
  public final Bytes argument(int index, Bytes target) {
    Blob blob = argumentBlob(index);
    if (blob == null) {
      return target.wrap(array, offsets[index], lengths[index]);
    }
    if (blob.length() > MAX_COPIED_BYTES) {
      throw new StoreException(
          "argument exceeds maximum allowed size (" + MAX_COPIED_BYTES + " bytes)");
    }
    byte[] copy = new byte[blob.length()];
    blob.copyTo(0, copy, 0, copy.length);
    return target.wrap(copy, 0, copy.length);
  }

  /**
   * {@return whether the argument is this ASCII word, in any mixture of cases; {@code upper} is in
   * upper case} Allocates nothing.
   */
  public final boolean argumentIs(int index, String upper) {
    return argumentIs(index, upper, 0);
  }

  /**
   * {@return whether the argument is what the ASCII word has from {@code from} on, in any mixture
   * of cases}
   */
  public final boolean argumentIs(int index, String word, int from) {
    int length = lengths[index];
    if (length != word.length() - from || argumentBlob(index) != null) {
      return false;
    }
    int offset = offsets[index];
    for (int i = 0; i < length; i++) {
      if (upperCase(array[offset + i]) != upperCase(word.charAt(from + i))) {
        return false;
      }
    }
    return true;
  }

  private static int upperCase(int ascii) {
    return ascii >= 'a' && ascii <= 'z' ? ascii - ('a' - 'A') : ascii;
  }

  /** {@return the argument as UTF-8 text, for cold code} */
  public final String argumentText(int index) {
    return argument(index, new Bytes()).toText();
  }

  /**
   * {@return the argument as an error repeats it, a char for each byte, see {@link
   * ReplySink#error}} It ends before the first zero byte, as the C strings of Redis do.
   */
  public final String argumentQuoted(int index) {
    Bytes bytes = argument(index, new Bytes());
    int length = 0;
    while (length < bytes.length() && bytes.at(length) != 0) {
      length++;
    }
    return new String(bytes.array(), bytes.offset(), length, StandardCharsets.ISO_8859_1);
  }

  /** {@return a copy of the argument} */
  public final byte[] argumentBytes(int index) {
    return argument(index, new Bytes()).toByteArray();
  }

  /** {@return which argument is the first key, or -1} */
  public final int firstKeyIndex() {
    return firstKeyIndex;
  }

  /** {@return the first key, whose slot and hash were computed by the caller's thread} */
  public final Key firstKey() {
    return firstKey;
  }

  /**
   * {@return the argument as a key} The first key stays valid as long as the call; of the others
   * the last one that was asked for.
   */
  public final Key key(int index) {
    if (index == firstKeyIndex) {
      return firstKey;
    }
    locate(otherKey, index);
    return otherKey;
  }

  /**
   * {@return the argument as a key in a flyweight of its own, for commands that need three keys at
   * once}
   */
  public final Key thirdKey(int index) {
    locate(thirdKey, index);
    return thirdKey;
  }

  private void locate(Key key, int index) {
    KeyHasher hashing = hasher;
    if (hashing == null) {
      throw new IllegalStateException("the call has no hasher yet");
    }
    Blob blob = argumentBlob(index);
    if (blob == null) {
      key.set(array, offsets[index], lengths[index], hashing);
    } else {
      byte[] copy = argumentBytes(index);
      key.set(copy, 0, copy.length, hashing);
    }
  }

  // ---- answering

  /** {@return where the answer is written, by the thread that executes the call} */
  public abstract ReplySink reply();

  /** Throws away what was written of the answer, so that an error can take its place. */
  public abstract void resetReply();

  /**
   * Tells the endpoint that the answer is complete. Called once, by the thread that executed the
   * call.
   */
  public abstract void completed();

  /** Notes which link of the chain has the call. By the caller's thread. */
  final void arriveAt(int position) {
    chainPosition = position;
  }

  /**
   * {@return whether that link of the chain still has the call: it neither passed nor rejected it}
   */
  final boolean isAt(int position) {
    return chainPosition == position;
  }

  /** Answers an error and completes the call: for interceptors that do not let it pass. */
  public final void reject(ErrorCode code, String message) {
    arriveAt(Integer.MAX_VALUE);
    resetReply();
    reply().error(code, message);
    completed();
  }

  /**
   * Ends the call without an answer, since nobody knows whether it was executed: a connection is
   * closed, embedded code gets an {@link IndeterminateException}. No answer may claim otherwise.
   */
  public void lost(String why) {
    reject(ErrorCode.ERR, "the outcome is unknown: " + why);
  }

  /**
   * Says that the handler has not finished: the lane goes on with other calls and runs a step in
   * between, until one says that it was the last. What a step needs of the data it has read before,
   * or reads anew.
   */
  public final void continueWith(LaneStep step) {
    continuation = step;
  }

  /** {@return what is left to do after the handler returned, or null; asking takes it} */
  public final @Nullable LaneStep takeContinuation() {
    LaneStep step = continuation;
    continuation = null;
    return step;
  }

  /**
   * Says that a handler on the caller's thread will complete the call itself, perhaps later and on
   * another thread: EXEC does. Whoever called the handler must not.
   */
  public final void deferCompletion() {
    deferred = true;
  }

  /**
   * {@return whether the handler that has just returned completes the call itself; asking ends it}
   */
  public final boolean takeDeferred() {
    boolean was = deferred;
    deferred = false;
    return was;
  }
}
