package io.ember.examples.conformance;

/** Random commands on keys of any type, their lives and their names. */
final class KeyGrammar {
  private final Dice dice;
  private final Vocabulary words;
  private final PayloadGrammar payloads;

  KeyGrammar(Dice dice, Vocabulary words) {
    this.dice = dice;
    this.words = words;
    payloads = new PayloadGrammar(dice, words);
  }

  Line next() {
    return switch (dice.below(24)) {
      case 0, 1 -> keys(dice.pick("DEL", "UNLINK", "EXISTS", "TOUCH"));
      case 2 -> Line.of("TYPE").add(words.key());
      case 3, 4, 5 -> expire();
      case 6, 7 -> Line.of(dice.pick("TTL", "PTTL", "EXPIRETIME", "PEXPIRETIME")).add(words.key());
      case 8 -> Line.of("PERSIST").add(words.key());
      case 9 -> Line.of("RENAME").add(words.key()).add(words.key());
      case 10 -> Line.of("RENAMENX").add(words.key()).add(words.key());
      case 11, 12 -> copy();
      case 13 -> Line.of("KEYS").add(words.pattern());
      case 14 -> wholeKeyspace();
      case 15 -> scanWithMistakes();
      case 16, 17 -> object();
      case 18 -> memory();
      case 19 -> Line.of("DUMP").add(words.key());
      case 20, 21, 22 -> restore();
      default -> Line.of("EXISTS").add(words.key()).add(words.key());
    };
  }

  private Line keys(String command) {
    Line line = Line.of(command);
    int count = dice.between(1, 3);
    for (int i = 0; i < count; i++) {
      line.add(words.key());
    }
    return line;
  }

  private Line expire() {
    boolean millis = dice.once(2);
    Line line;
    if (dice.once(2)) {
      line = Line.of(millis ? "PEXPIRE" : "EXPIRE").add(words.key()).add(words.lifetime(millis));
    } else {
      line = Line.of(millis ? "PEXPIREAT" : "EXPIREAT").add(words.key()).add(words.moment(millis));
    }
    int options = dice.once(2) ? dice.between(1, 2) : 0;
    for (int i = 0; i < options; i++) {
      line.add(dice.once(8) ? words.nonsense() : Dice.latin(dice.pick("NX", "XX", "GT", "lt")));
    }
    return line;
  }

  private Line copy() {
    Line line = Line.of("COPY").add(words.key()).add(words.key());
    if (dice.once(2)) {
      line.add(dice.anyCase("REPLACE"));
    }
    if (dice.once(4)) {
      line.add("DB").add(dice.pick("0", "0", "0", "1", "-1", "x", "99999999999"));
    }
    return dice.once(10) ? line.add(words.nonsense()) : line;
  }

  private Line restore() {
    if (dice.once(20)) {
      byte[] payload = PayloadGrammar.of(words.bigValue());
      return Line.of("RESTORE").add(words.bigKey()).add("0").add(payload).add("REPLACE");
    }
    Line line = Line.of("RESTORE").add(words.key());
    int time = dice.below(6);
    line.add(time == 0 ? words.lifetime(true) : time == 1 ? words.moment(true) : Dice.latin("0"));
    line.add(payloads.next()).addIf(time == 1, "ABSTTL").addIf(!dice.once(3), "REPLACE");
    switch (dice.below(10)) {
      case 0 -> line.add("IDLETIME").add(words.number());
      case 1 -> line.add("FREQ").add(dice.pick("0", "255", "256", "-1", "x"));
      case 2 -> line.add(dice.pick("IDLETIME", "FREQ", "absttl", "replace"));
      case 3 -> line.add(words.nonsense());
      default -> {}
    }
    return line;
  }

  private Line wholeKeyspace() {
    return switch (dice.below(8)) {
      case 0 -> Line.of(dice.pick("FLUSHALL", "FLUSHDB", "FLUSHALL ASYNC", "FLUSHDB SYNC"));
      case 1 -> Line.of("FLUSHALL").add(words.nonsense());
      case 2, 3 -> Line.of("RANDOMKEY");
      default -> Line.of("DBSIZE");
    };
  }

  /** Whole iterations are compared by {@link ScanAction}; this one is about errors. */
  private Line scanWithMistakes() {
    Line line = Line.of("SCAN").add(dice.pick("x", "-1", "", "1.5", "0", "18446744073709551616"));
    return switch (dice.below(5)) {
      case 0 -> line.add("COUNT").add(dice.pick("0", "-1", "x"));
      case 1 -> line.add("MATCH");
      case 2 -> line.add(words.nonsense()).add(words.nonsense());
      case 3 -> line.add("TYPE").add("nosuchtype").add("COUNT").add("0");
      default -> line.add("COUNT").add("x").add("MATCH").add("*");
    };
  }

  private Line object() {
    String sub =
        dice.pick("ENCODING", "ENCODING", "encoding", "REFCOUNT", "IDLETIME", "FREQ", "NOSUCH");
    Line line = Line.of("OBJECT").add(sub);
    return dice.once(12) ? line : line.add(words.key());
  }

  private Line memory() {
    Line line = Line.of("MEMORY").add(dice.once(8) ? "NOSUCH" : "USAGE").add(words.key());
    if (dice.once(3)) {
      line.add("SAMPLES").add(dice.pick("0", "5", "-1", "x"));
    }
    return dice.once(12) ? line.add(words.nonsense()) : line;
  }
}
