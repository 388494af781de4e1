package io.ember.examples.conformance;

import io.ember.examples.support.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The words of one command as they are put together. */
final class Line {
  private final List<byte[]> words = new ArrayList<>();

  /** Starts with words separated by spaces. */
  static Line of(String text) {
    Line line = new Line();
    for (String word : text.split(" ", -1)) {
      line.add(word);
    }
    return line;
  }

  Line add(byte[] word) {
    words.add(word);
    return this;
  }

  Line add(String word) {
    return add(Dice.latin(word));
  }

  Line addIf(boolean wanted, String word) {
    return wanted ? add(word) : this;
  }

  List<byte[]> words() {
    return words;
  }

  /** {@return the words as text for people} */
  static String text(List<byte[]> words) {
    return words.stream()
        .map(word -> word.length == 0 ? "''" : RespValue.escape(word))
        .collect(Collectors.joining(" "));
  }
}
