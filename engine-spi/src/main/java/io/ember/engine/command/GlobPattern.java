package io.ember.engine.command;

/**
 * A pattern of KEYS, SCAN MATCH and the like, with the meaning that Redis gives it: {@code *} for
 * any bytes, {@code ?} for one, {@code [a-c]} and {@code [^a-c]} for one of some, a backslash
 * before a byte that stands for itself.
 *
 * <p>Redis's oddities are kept: the empty string matches only the empty pattern, a set that is not
 * closed reaches to the end of the pattern, ranges compare signed bytes, and a single backslash at
 * the end stands for itself.
 *
 * <p>Only the last star that was met can have to take more bytes than it took at first, so the time
 * is at most proportional to pattern times text, without recursion. Immutable, any thread.
 */
public final class GlobPattern {
  private final byte[] pattern;
  private final boolean ignoresCase;

  /**
   * @param pattern not copied
   * @param ignoresCase whether ASCII letters match whatever their case is
   */
  public GlobPattern(byte[] pattern, boolean ignoresCase) {
    this.pattern = pattern;
    this.ignoresCase = ignoresCase;
  }

  /** {@return whether the pattern is a single star, by which callers match everything} */
  public boolean isStar() {
    return pattern.length == 1 && pattern[0] == '*';
  }

  /** {@return whether the whole array matches} */
  public boolean matches(byte[] text) {
    return matches(text, 0, text.length);
  }

  /** {@return whether the bytes in {@code [offset, offset + length)} match} */
  public boolean matches(byte[] text, int offset, int length) {
    int end = offset + length;
    int at = offset;
    int next = 0;
    int behindStar = -1; // where the pattern goes on behind the last star
    int starTakesTo = 0; // where in the text that part was tried last
    if (length == 0) {
      return pattern.length == 0;
    }
    while (true) {
      if (next < pattern.length && pattern[next] == '*' && at < end) {
        next = skipStars(next);
        if (next == pattern.length) {
          return true;
        }
        behindStar = next;
        starTakesTo = at;
      } else if (at < end && next < pattern.length && matchesOne(next, text[at])) {
        next = behind(next);
        at++;
      } else if (at == end && skipStars(next) == pattern.length) {
        return true;
      } else if (behindStar >= 0 && starTakesTo + 1 < end) {
        starTakesTo++;
        at = starTakesTo;
        next = behindStar;
      } else {
        return false;
      }
    }
  }

  private int skipStars(int from) {
    int i = from;
    while (i < pattern.length && pattern[i] == '*') {
      i++;
    }
    return i;
  }

  /** {@return the index behind the element that begins at {@code i}, which is no star} */
  private int behind(int i) {
    if (pattern[i] == '[') {
      return behindSet(i);
    }
    return pattern[i] == '\\' && i + 1 < pattern.length ? i + 2 : i + 1;
  }

  private boolean matchesOne(int i, byte b) {
    return switch (pattern[i]) {
      case '?' -> true;
      case '[' -> matchesSet(i, b);
      case '\\' -> isSame(pattern[i + 1 < pattern.length ? i + 1 : i], b);
      default -> isSame(pattern[i], b);
    };
  }

  private int behindSet(int open) {
    int i = open + 1;
    if (i < pattern.length && pattern[i] == '^') {
      i++;
    }
    while (i < pattern.length && pattern[i] != ']') {
      i = behindMember(i);
    }
    return Math.min(i + 1, pattern.length);
  }

  private boolean matchesSet(int open, byte b) {
    int i = open + 1;
    boolean excludes = i < pattern.length && pattern[i] == '^';
    if (excludes) {
      i++;
    }
    boolean found = false;
    while (i < pattern.length && pattern[i] != ']') {
      found |= isMember(i, b);
      i = behindMember(i);
    }
    return found != excludes;
  }

  /** A member of a set is a byte, a byte behind a backslash, or a range. */
  private int behindMember(int i) {
    if (pattern[i] == '\\' && i + 1 < pattern.length) {
      return i + 2;
    }
    return isRange(i) ? i + 3 : i + 1;
  }

  private boolean isRange(int i) {
    return i + 2 < pattern.length && pattern[i + 1] == '-';
  }

  private boolean isMember(int i, byte b) {
    if (pattern[i] == '\\' && i + 1 < pattern.length) {
      return pattern[i + 1] == b;
    }
    if (!isRange(i)) {
      return isSame(pattern[i], b);
    }
    int low = Math.min(pattern[i], pattern[i + 2]);
    int high = Math.max(pattern[i], pattern[i + 2]);
    if (ignoresCase) {
      return fold(b) >= fold(low) && fold(b) <= fold(high);
    }
    return b >= low && b <= high;
  }

  private boolean isSame(byte one, byte other) {
    return one == other || (ignoresCase && fold(one) == fold(other));
  }

  private static int fold(int b) {
    return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
  }
}
