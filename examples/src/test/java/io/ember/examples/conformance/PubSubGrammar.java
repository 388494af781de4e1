package io.ember.examples.conformance;

/** Random commands on channels. */
final class PubSubGrammar {
  private static final String[] CHANNELS = {"news", "news.art", "{a}1", "{a}2", "b", ""};
  private static final String[] PATTERNS = {"news*", "*", "n?ws", "{a}[12]", "b", "\\*"};

  private final Dice dice;

  PubSubGrammar(Dice dice) {
    this.dice = dice;
  }

  Line next() {
    return switch (dice.below(16)) {
      case 0, 1 -> some("SUBSCRIBE", CHANNELS);
      case 2, 3 -> some("PSUBSCRIBE", PATTERNS);
      case 4 -> some("SSUBSCRIBE", CHANNELS);
      case 5 -> fewOrNone("UNSUBSCRIBE", CHANNELS);
      case 6 -> fewOrNone("PUNSUBSCRIBE", PATTERNS);
      case 7 -> fewOrNone("SUNSUBSCRIBE", CHANNELS);
      case 8, 9, 10, 11 ->
          Line.of(dice.once(3) ? "SPUBLISH" : "PUBLISH")
              .add(dice.pick(CHANNELS))
              .add(dice.letters(dice.below(20)));
      case 12, 13 -> about();
      case 14 -> Line.of(dice.pick("PING", "GET k", "RESET", "PUBLISH a", "SUBSCRIBE", "HELLO 3"));
      default -> Line.of(dice.pick("PUBSUB", "PUBSUB NOSUCH", "PUBSUB NUMPAT x", "SPUBLISH a"));
    };
  }

  private Line about() {
    return switch (dice.below(6)) {
      case 0 -> Line.of("PUBSUB CHANNELS");
      case 1 -> Line.of("PUBSUB CHANNELS").add(dice.pick(PATTERNS));
      case 2 -> some("PUBSUB NUMSUB", CHANNELS);
      case 3 -> some("PUBSUB SHARDNUMSUB", CHANNELS);
      case 4 -> Line.of(dice.pick("PUBSUB SHARDCHANNELS", "PUBSUB SHARDCHANNELS *"));
      default -> Line.of("PUBSUB NUMPAT");
    };
  }

  private Line fewOrNone(String command, String[] names) {
    return dice.once(3) ? Line.of(command) : some(command, names);
  }

  private Line some(String command, String[] names) {
    Line line = Line.of(command);
    for (int i = dice.between(1, 2); i > 0; i--) {
      line.add(dice.pick(names));
    }
    return line;
  }
}
