package io.ember.examples.conformance;

/** Random commands to the connection and to the server. */
final class ServerGrammar {
  private final Dice dice;
  private final Vocabulary words;

  ServerGrammar(Dice dice, Vocabulary words) {
    this.dice = dice;
    this.words = words;
  }

  Line next() {
    return switch (dice.below(13)) {
      case 0, 1 -> Line.of(dice.pick("PING", "PING", "ECHO")).add(words.value());
      case 2 -> Line.of("PING");
      case 3 -> Line.of("SELECT").add(dice.pick("0", "0", "1", "-1", "x", "", "99999999999"));
      case 4, 5, 6 -> client();
      case 7 -> command();
      case 8 -> config();
      case 9 -> hello();
      case 10 ->
          dice.once(2)
              ? Line.of("AUTH").add(words.value())
              : Line.of("AUTH").add(words.value()).add(words.value());
      case 11 -> words.isClustered() ? cluster() : Line.of("CLUSTER INFO");
      default -> other();
    };
  }

  /** Without HELLO: a node changes the protocol after the whole transaction. */
  Line nextInTransaction() {
    Line line = next();
    while (Dice.text(line.words().get(0)).equals("HELLO")) {
      line = next();
    }
    return line;
  }

  private Line client() {
    return switch (dice.below(14)) {
      case 0 -> Line.of("CLIENT ID");
      case 1, 2 ->
          Line.of("CLIENT SETNAME").add(dice.pick("", "me", "a b", "x\n", "caf\u00e9", "a-b"));
      case 3, 4 -> Line.of("CLIENT GETNAME");
      case 5 -> Line.of("CLIENT LIST");
      case 6 -> Line.of("CLIENT LIST TYPE").add(dice.pick("normal", "NORMAL", "nosuch", "pubsub"));
      case 7 -> Line.of("CLIENT LIST ID").add(dice.pick("x", "999999", "0"));
      case 8 -> Line.of("CLIENT INFO");
      case 9 ->
          Line.of(
              dice.pick(
                  "CLIENT KILL 1.1.1.1:1",
                  "CLIENT KILL ID 99999999",
                  "CLIENT KILL ID x",
                  "CLIENT KILL ID 0",
                  "CLIENT KILL TYPE pubsub SKIPME no",
                  "CLIENT KILL TYPE nosuch",
                  "CLIENT KILL SKIPME maybe",
                  "CLIENT KILL ADDR 1.1.1.1:1",
                  "CLIENT KILL LADDR 1.1.1.1:1 TYPE pubsub",
                  "CLIENT KILL USER nosuch",
                  "CLIENT KILL ID 1 TYPE",
                  "CLIENT KILL NOSUCH 1"));
      case 10 -> Line.of(dice.pick("CLIENT UNPAUSE", "CLIENT PAUSE x", "CLIENT PAUSE -1"));
      case 11 -> Line.of(dice.pick("CLIENT PAUSE 0 NOW", "CLIENT PAUSE", "CLIENT UNPAUSE x"));
      case 12 ->
          Line.of(dice.pick("CLIENT NO-EVICT on", "CLIENT NO-EVICT off", "CLIENT NO-EVICT maybe"));
      default ->
          Line.of(dice.pick("CLIENT REPLY maybe", "CLIENT REPLY on", "CLIENT NOSUCH", "CLIENT"));
    };
  }

  private Line command() {
    return switch (dice.below(6)) {
      case 0 -> Line.of("COMMAND COUNT");
      case 1 -> Line.of(dice.pick("COMMAND NOSUCH", "COMMAND INFO nosuch", "COMMAND LIST"));
      case 2 ->
          Line.of(
              dice.pick(
                  "COMMAND LIST FILTERBY MODULE nosuch",
                  "COMMAND LIST FILTERBY PATTERN getr*",
                  "COMMAND LIST FILTERBY NOSUCH x",
                  "COMMAND LIST FILTERBY PATTERN"));
      case 3 -> Line.of("COMMAND DOCS").add(dice.pick("nosuch", "get"));
      default -> commandKeys();
    };
  }

  private Line commandKeys() {
    Line line = Line.of("COMMAND GETKEYS");
    Line inner =
        dice.once(2) ? new StringGrammar(dice, words).next() : new KeyGrammar(dice, words).next();
    inner.words().forEach(line::add);
    return line;
  }

  private Line config() {
    return Line.of(
        dice.pick(
            "CONFIG GET nosuch",
            "CONFIG GET maxmemory",
            "CONFIG GET maxmemory-policy",
            "CONFIG GET save",
            "CONFIG GET appendonly",
            "CONFIG GET MAXMEMORY nosuch",
            "CONFIG GET",
            "CONFIG SET nosuch 1",
            "CONFIG SET maxmemory",
            "CONFIG SET maxmemory x",
            "CONFIG SET maxmemory 100mb",
            "CONFIG SET maxmemory 0",
            "CONFIG SET maxmemory 0 nosuch 1",
            "CONFIG SET maxmemory 0 maxmemory 0",
            "CONFIG SET maxmemory-policy nosuch",
            "CONFIG SET maxmemory-policy allkeys-lru",
            "CONFIG SET maxmemory-policy noeviction",
            "CONFIG RESETSTAT",
            "CONFIG NOSUCH"));
  }

  private Line hello() {
    return Line.of(
        dice.pick(
            "HELLO",
            "HELLO 2",
            "HELLO 3",
            "HELLO 4",
            "HELLO 1",
            "HELLO x",
            "HELLO 3 SETNAME me",
            "HELLO 2 SETNAME",
            "HELLO 3 NOSUCH",
            "HELLO 3 AUTH default wrong",
            "HELLO 3 AUTH default",
            "HELLO 2 SETNAME a\nb"));
  }

  private Line cluster() {
    return switch (dice.below(5)) {
      case 0 -> Line.of("CLUSTER KEYSLOT").add(words.key());
      case 1 ->
          Line.of("CLUSTER COUNTKEYSINSLOT")
              .add(dice.pick("15495", "3300", "0", "-1", "16384", "x"));
      case 2 ->
          Line.of("CLUSTER GETKEYSINSLOT")
              .add(dice.pick("15495", "3300", "16384", "x"))
              .add(dice.pick("0", "100", "-1", "x"));
      case 3 -> Line.of(dice.pick("CLUSTER MYID", "CLUSTER SLOTS", "CLUSTER SHARDS"));
      default -> Line.of(dice.pick("CLUSTER INFO", "CLUSTER NODES", "CLUSTER NOSUCH", "CLUSTER"));
    };
  }

  private Line other() {
    return switch (dice.below(9)) {
      case 0 -> Line.of(dice.pick("INFO", "INFO server", "INFO nosuch", "INFO memory keyspace"));
      case 1 -> Line.of("TIME");
      case 2 -> Line.of(dice.pick("ROLE", "READONLY", "READWRITE", "ASKING", "ROLE x"));
      case 3 -> Line.of(dice.pick("WAIT 0 0", "WAIT 0 10", "WAIT x 0", "WAIT 0 x", "WAIT 0 -1"));
      case 4 -> Line.of(dice.pick("RESET", "RESET x"));
      case 5 -> Line.of(dice.pick("nosuch", "NoSuch a b", "get|set x", "")).add(words.value());
      case 6 -> Line.of("nosuch").add("a".repeat(100)).add("b".repeat(100)).add("\r\n");
      case 7 -> Line.of("x".repeat(dice.between(100, 300))).add("y");
      default ->
          Line.of(dice.pick("OBJECT HELP", "CLIENT HELP", "OBJECT", "MEMORY", "COMMAND HELP"));
    };
  }
}
