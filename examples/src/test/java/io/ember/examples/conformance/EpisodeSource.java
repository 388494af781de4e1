package io.ember.examples.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Makes the steps of an episode from a seed: commands on several connections, transactions with
 * others' commands in between, pipelines, iterations, keys that expire or are carried from one
 * server to the other. Owner thread: one.
 */
final class EpisodeSource {
  /** How many connections an episode uses. */
  static final int LINKS = 3;

  private static final Set<String> PAST_OPTIONS = Set.of("EXAT", "PXAT");

  private final Dice dice;
  private final Vocabulary words;
  private final StringGrammar strings;
  private final KeyGrammar keys;
  private final ServerGrammar server;
  private final List<Action> actions = new ArrayList<>();

  EpisodeSource(long seed, boolean clustered, long nowSeconds) {
    dice = new Dice(seed);
    words = new Vocabulary(dice, clustered, nowSeconds);
    strings = new StringGrammar(dice, words);
    keys = new KeyGrammar(dice, words);
    server = new ServerGrammar(dice, words);
  }

  /** {@return the steps of one episode, about that many, ended by a comparison of everything} */
  List<Action> episode(int steps) {
    actions.add(new CommandAction(1, Line.of("HELLO 3")));
    while (actions.size() < steps) {
      int link = dice.below(LINKS);
      switch (dice.below(40)) {
        case 0, 1 -> transaction(link);
        case 2 -> burst(link);
        case 3 -> actions.add(new ScanAction(link, scanOptions()));
        case 4 -> actions.add(new InlineAction(link, inlineable()));
        case 5 -> {
          if (dice.once(3)) {
            byte[] key = words.key();
            actions.add(new ExpiryAction(link, key, dice.below(ExpiryAction.WAYS)));
          } else {
            byte[] key = dice.once(4) ? words.bigKey() : words.key();
            actions.add(new ExchangeAction(link, key));
          }
        }
        case 6 -> {
          if (dice.once(4)) {
            actions.add(new QuitAction(link));
          }
        }
        case 7 -> add(link, Line.of(dice.pick("EXEC", "DISCARD", "UNWATCH", "WATCH")));
        case 8, 9, 10 -> add(link, server.next());
        default -> add(link, data());
      }
    }
    actions.add(new FinalStateAction(0));
    return List.copyOf(actions);
  }

  private Line data() {
    return dice.below(5) < 3 ? strings.next() : keys.next();
  }

  /** Adds a command, right or spoiled. */
  private void add(int link, Line line) {
    List<byte[]> command = dice.once(10) ? spoiled(line.words()) : line.words();
    command.set(0, Dice.latin(dice.anyCase(Dice.text(command.get(0)))));
    actions.add(new CommandAction(link, List.of(List.copyOf(command))));
    forgetWhatIsPast(link, command);
  }

  /** A value set with a life that is over counts until somebody looks: has both servers look. */
  private void forgetWhatIsPast(int link, List<byte[]> command) {
    for (byte[] word : command) {
      if (PAST_OPTIONS.contains(Dice.text(word).toUpperCase(java.util.Locale.ROOT))) {
        actions.add(new CommandAction(link, Line.of("EXISTS").add(command.get(1))));
        return;
      }
    }
  }

  private List<byte[]> spoiled(List<byte[]> command) {
    List<byte[]> spoiled = new ArrayList<>(command);
    switch (dice.below(3)) {
      case 0 -> {
        int keep = dice.between(1, spoiled.size());
        return new ArrayList<>(spoiled.subList(0, keep));
      }
      case 1 -> {
        for (int i = dice.between(1, 2); i > 0; i--) {
          spoiled.add(words.nonsense());
        }
        return spoiled;
      }
      default -> {
        if (spoiled.size() > 1) {
          spoiled.set(dice.between(1, spoiled.size() - 1), words.nonsense());
        }
        return spoiled;
      }
    }
  }

  private void transaction(int link) {
    if (dice.once(2)) {
      Line watch = Line.of("WATCH").add(words.key());
      add(link, dice.once(2) ? watch.add(words.key()) : watch);
    }
    if (dice.once(3)) {
      add(other(link), data());
    }
    if (dice.once(4)) {
      add(link, data());
    }
    if (dice.once(10)) {
      add(link, Line.of("UNWATCH"));
    }
    actions.add(new CommandAction(link, Line.of("MULTI")));
    int count = dice.below(6);
    for (int i = 0; i < count; i++) {
      switch (dice.below(16)) {
        case 0 -> add(link, Line.of(dice.pick("MULTI", "WATCH k0", "nosuch", "UNWATCH")));
        case 1, 2 -> add(link, server.nextInTransaction());
        default -> add(link, data());
      }
    }
    if (dice.once(3)) {
      add(other(link), data());
    }
    add(link, Line.of(dice.once(6) ? "DISCARD" : "EXEC"));
    // Whatever became of it, the connection leaves the transaction.
    actions.add(new CommandAction(link, Line.of("DISCARD")));
  }

  private int other(int link) {
    return (link + dice.between(1, LINKS - 1)) % LINKS;
  }

  private void burst(int link) {
    List<List<byte[]>> commands = new ArrayList<>();
    int count = dice.between(2, 30);
    for (int i = 0; i < count; i++) {
      Line line = dice.once(12) ? server.next() : data();
      commands.add(dice.once(20) ? spoiled(line.words()) : line.words());
    }
    actions.add(new CommandAction(link, commands));
    for (List<byte[]> command : commands) {
      forgetWhatIsPast(link, command);
    }
  }

  private List<byte[]> inlineable() {
    List<byte[]> command = data().words();
    for (byte[] word : command) {
      // A line of more than 64 KiB is refused.
      if (word.length > 10_000) {
        return Line.of("PING").words();
      }
    }
    return command;
  }

  private List<byte[]> scanOptions() {
    Line line = new Line();
    if (dice.once(2)) {
      line.add(dice.anyCase("COUNT")).add(Integer.toString(dice.between(1, 20)));
    }
    if (dice.once(2)) {
      line.add(dice.anyCase("MATCH")).add(words.pattern());
    }
    if (dice.once(3)) {
      line.add(dice.anyCase("TYPE")).add(dice.pick("string", "STRING", "list", "nosuch"));
    }
    return line.words();
  }
}
