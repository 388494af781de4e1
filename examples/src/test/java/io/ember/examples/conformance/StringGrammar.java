package io.ember.examples.conformance;

/** Random commands on strings, with every option and some that are wrong. */
final class StringGrammar {
  private final Dice dice;
  private final Vocabulary words;

  StringGrammar(Dice dice, Vocabulary words) {
    this.dice = dice;
    this.words = words;
  }

  Line next() {
    return switch (dice.below(25)) {
      case 0, 1, 2 -> set();
      case 3, 4 -> Line.of("GET").add(words.key());
      case 5 -> setWithLifetime();
      case 6 -> Line.of(dice.pick("GETSET", "SETNX", "APPEND")).add(words.key()).add(words.value());
      case 7 -> Line.of("APPEND").add(words.key()).add(words.value());
      case 8 -> getEx();
      case 9 -> Line.of(dice.pick("GETDEL", "STRLEN")).add(words.key());
      case 10 -> manyKeys("MGET", 4);
      case 11 -> pairs(dice.pick("MSET", "MSETNX"));
      case 12, 13 ->
          Line.of(dice.pick("GETRANGE", "SUBSTR"))
              .add(words.key())
              .add(words.index())
              .add(words.index());
      case 14, 15 -> Line.of("SETRANGE").add(words.key()).add(words.offset()).add(words.value());
      case 16, 17 -> Line.of(dice.pick("INCR", "DECR")).add(words.key());
      case 18, 19 -> Line.of(dice.pick("INCRBY", "DECRBY")).add(words.key()).add(words.number());
      case 20, 21 -> Line.of("INCRBYFLOAT").add(words.key()).add(words.decimal());
      case 22, 23 -> lcs();
      default -> big();
    };
  }

  private Line big() {
    byte[] key = words.bigKey();
    return switch (dice.below(6)) {
      case 0 -> Line.of("SET").add(key).add(words.bigValue());
      case 1 -> Line.of(dice.pick("GETSET", "APPEND")).add(key).add(words.bigValue());
      case 2 -> Line.of("SETRANGE").add(key).add("70000").add(words.value());
      case 3 -> Line.of("GETRANGE").add(key).add("100").add("69990");
      default -> Line.of(dice.pick("GET", "STRLEN", "GETDEL", "TYPE")).add(key);
    };
  }

  private Line set() {
    Line line = Line.of("SET").add(words.key()).add(words.value());
    int options = dice.below(4);
    for (int i = 0; i < options; i++) {
      switch (dice.below(9)) {
        case 0 -> line.add(dice.anyCase("NX"));
        case 1 -> line.add(dice.anyCase("XX"));
        case 2 -> line.add(dice.anyCase("GET"));
        case 3 -> line.add(dice.anyCase("KEEPTTL"));
        case 4 -> line.add(words.nonsense());
        default -> addLifetime(line);
      }
    }
    return line;
  }

  /** Adds EX, PX, EXAT or PXAT with what follows it. */
  private void addLifetime(Line line) {
    boolean millis = dice.once(2);
    if (dice.once(2)) {
      line.add(dice.anyCase(millis ? "PX" : "EX")).add(words.lifetime(millis));
    } else {
      line.add(dice.anyCase(millis ? "PXAT" : "EXAT")).add(words.moment(millis));
    }
  }

  private Line setWithLifetime() {
    boolean millis = dice.once(2);
    return Line.of(millis ? "PSETEX" : "SETEX")
        .add(words.key())
        .add(words.lifetime(millis))
        .add(words.value());
  }

  private Line getEx() {
    Line line = Line.of("GETEX").add(words.key());
    switch (dice.below(6)) {
      case 0 -> {}
      case 1 -> line.add("PERSIST");
      case 2 -> {
        line.add("PERSIST");
        addLifetime(line);
      }
      default -> addLifetime(line);
    }
    return line;
  }

  private Line manyKeys(String command, int most) {
    Line line = Line.of(command);
    int count = dice.between(1, most);
    for (int i = 0; i < count; i++) {
      line.add(words.key());
    }
    return line;
  }

  private Line pairs(String command) {
    Line line = Line.of(command);
    int count = dice.between(1, 3);
    for (int i = 0; i < count; i++) {
      line.add(words.key()).add(words.value());
    }
    return dice.once(10) ? line.add(words.key()) : line;
  }

  private Line lcs() {
    Line line = Line.of("LCS").add(words.key()).add(words.key());
    int options = dice.below(4);
    for (int i = 0; i < options; i++) {
      switch (dice.below(5)) {
        case 0 -> line.add(dice.anyCase("LEN"));
        case 1 -> line.add(dice.anyCase("IDX"));
        case 2 -> line.add("WITHMATCHLEN");
        case 3 -> line.add("MINMATCHLEN").add(dice.once(4) ? words.number() : Dice.latin("2"));
        default -> line.add(dice.once(3) ? words.nonsense() : Dice.latin("IDX"));
      }
    }
    return line;
  }
}
