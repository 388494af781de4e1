package io.ember.engine.command;

/** The meaning of a pattern in the plainest form: recursive, and exponential in the worst case. */
final class BacktrackingGlob {
  private BacktrackingGlob() {}

  static boolean matches(String pattern, String text) {
    return text.isEmpty() ? pattern.isEmpty() : matchesRest(pattern, text);
  }

  private static boolean matchesRest(String pattern, String text) {
    if (text.isEmpty()) {
      return pattern.chars().allMatch(c -> c == '*');
    }
    if (pattern.isEmpty()) {
      return false;
    }
    if (pattern.charAt(0) == '*') {
      String behind = pattern.substring(1);
      for (int taken = 0; taken < text.length(); taken++) {
        if (matchesRest(behind, text.substring(taken))) {
          return true;
        }
      }
      return behind.chars().allMatch(c -> c == '*');
    }
    int length = elementLength(pattern);
    return matchesElement(pattern.substring(0, length), text.charAt(0))
        && matchesRest(pattern.substring(length), text.substring(1));
  }

  private static int elementLength(String pattern) {
    char first = pattern.charAt(0);
    if (first == '\\') {
      return Math.min(2, pattern.length());
    }
    if (first != '[') {
      return 1;
    }
    int i = pattern.startsWith("[^") ? 2 : 1;
    while (i < pattern.length() && pattern.charAt(i) != ']') {
      i += memberLength(pattern, i);
    }
    return Math.min(i + 1, pattern.length());
  }

  private static int memberLength(String pattern, int i) {
    if (pattern.charAt(i) == '\\' && i + 1 < pattern.length()) {
      return 2;
    }
    return i + 2 < pattern.length() && pattern.charAt(i + 1) == '-' ? 3 : 1;
  }

  private static boolean matchesElement(String element, char c) {
    char first = element.charAt(0);
    if (first == '?') {
      return true;
    }
    if (first == '\\') {
      return element.charAt(element.length() - 1) == c;
    }
    return first == '[' ? matchesSet(element, c) : first == c;
  }

  private static boolean matchesSet(String set, char c) {
    boolean excludes = set.startsWith("[^");
    boolean found = false;
    int i = excludes ? 2 : 1;
    while (i < set.length() && set.charAt(i) != ']') {
      int length = memberLength(set, i);
      char low = set.charAt(i);
      char high = set.charAt(i + length - 1);
      found |=
          switch (length) {
            case 3 -> Math.min(low, high) <= c && c <= Math.max(low, high);
            case 2 -> high == c;
            default -> low == c;
          };
      i += length;
    }
    return found != excludes;
  }
}
