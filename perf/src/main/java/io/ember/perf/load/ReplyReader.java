package io.ember.perf.load;

import io.ember.engine.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds the ends of RESP2 replies in a stream that arrives in any pieces. Keeps nothing of them but
 * their kind and the text of errors; allocates nothing. One thread.
 */
final class ReplyReader {
  private static final int NO_BULK = -1;

  private final byte[] line = new byte[256];
  private int lineLength;
  private byte kind;
  private boolean inLine;
  private boolean sawReturn;
  private long number;
  private boolean negative;
  private long bulkLeft = NO_BULK;
  private long elementsLeft;
  private boolean error;
  private boolean nil;

  /**
   * Takes bytes from the buffer up to the end of a reply, or all of them.
   *
   * @return whether a reply ended here
   * @throws ProtocolException if this is no RESP2
   */
  boolean next(ByteBuffer source) {
    while (source.hasRemaining()) {
      if (bulkLeft != NO_BULK) {
        int skipped = (int) Math.min(bulkLeft, source.remaining());
        source.position(source.position() + skipped);
        bulkLeft -= skipped;
        if (bulkLeft == 0) {
          bulkLeft = NO_BULK;
          if (elementEnds()) {
            return true;
          }
        }
      } else if (takeLineByte(source.get()) && lineEnds()) {
        return true;
      }
    }
    return false;
  }

  /** {@return whether the reply that ended last was an error} */
  boolean wasError() {
    return error;
  }

  /** {@return whether the reply that ended last was no value} */
  boolean wasNil() {
    return nil;
  }

  /** {@return the text of the last error, cut after 256 bytes} */
  String errorText() {
    return new String(line, 0, lineLength, StandardCharsets.UTF_8);
  }

  private boolean takeLineByte(byte b) {
    if (!inLine) {
      inLine = true;
      sawReturn = false;
      kind = b;
      number = 0;
      negative = false;
      if (elementsLeft == 0) {
        error = b == '-';
        nil = false;
      }
      if (b == '-') {
        lineLength = 0;
      } else if (b != '+' && b != ':' && b != '$' && b != '*') {
        throw new ProtocolException("a reply begins with byte " + b);
      }
      return false;
    }
    if (b == '\n' && sawReturn) {
      inLine = false;
      return true;
    }
    sawReturn = b == '\r';
    if (!sawReturn) {
      takeContent(b);
    }
    return false;
  }

  private void takeContent(byte b) {
    if (kind == '-') {
      if (lineLength < line.length) {
        line[lineLength++] = b;
      }
    } else if (kind == '$' || kind == '*') {
      if (b == '-') {
        negative = true;
      } else if (b >= '0' && b <= '9' && number < Integer.MAX_VALUE) {
        number = number * 10 + b - '0';
      } else {
        throw new ProtocolException("byte " + b + " in the length of a reply");
      }
    }
  }

  /** {@return whether the whole reply ends with this line} */
  private boolean lineEnds() {
    if (kind == '$' && !negative) {
      bulkLeft = number + 2;
      return false;
    }
    if (kind == '*' && !negative && number > 0) {
      elementsLeft += number - (elementsLeft > 0 ? 1 : 0);
      return false;
    }
    if (negative) {
      nil = true;
    }
    return elementEnds();
  }

  private boolean elementEnds() {
    if (elementsLeft > 0) {
      elementsLeft--;
    }
    return elementsLeft == 0;
  }
}
