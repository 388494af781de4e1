package io.ember.examples.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.EmberException;
import io.ember.engine.EngineConfig;
import io.ember.engine.IndeterminateException;
import io.ember.engine.Reply;
import io.ember.engine.StorageEngine;
import io.ember.examples.process.FreePorts;
import io.ember.examples.support.RespClient;
import io.ember.examples.support.RespValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Rounds in each of which one engine is opened, worked on from all sides, and closed in the middle
 * of it.
 *
 * <p>Every value tells its key and its length, so a read of memory that belongs to somebody else
 * shows; an answer that is neither right nor a refusal by a closing engine is a failure, and what
 * touches freed memory takes the whole process with it.
 */
final class NodeStress {
  private static final int WORKERS = 3;
  private static final int KEYS = 2_000;
  private static final int LARGE_BYTES = 200_000;
  private static final long JOIN_MS = 60_000;

  private final Path dir;
  private final SplittableRandom seeds;
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final Map<String, LongAdder> done = new TreeMap<>();
  private int rounds;

  NodeStress(Path dir, long seed) {
    this.dir = dir;
    seeds = new SplittableRandom(seed);
    for (String what : List.of("read", "write", "iterate", "flush", "expire", "closed")) {
      done.put(what, new LongAdder());
    }
  }

  /** Opens an engine, has everybody work on it for a while, and closes it under their hands. */
  void round(boolean clustered, Duration length) throws InterruptedException {
    int port = FreePorts.next();
    StorageEngine engine =
        StorageEngine.open(
            EngineConfig.of(
                Map.of(
                    "ember.node.dir", dir.resolve("node" + rounds++).toString(),
                    "ember.client.port", Integer.toString(port),
                    "ember.cluster.enabled", Boolean.toString(clustered),
                    "ember.cluster.bootstrap", Boolean.toString(clustered),
                    "ember.storage.max-memory", "256mb")));
    List<Thread> threads = new ArrayList<>();
    AtomicBoolean closing = new AtomicBoolean();
    for (int worker = 0; worker < WORKERS; worker++) {
      SplittableRandom random = seeds.split();
      threads.add(start("embedded", () -> workEmbedded(engine, random, closing)));
      SplittableRandom other = seeds.split();
      threads.add(start("socket", () -> workOverSocket(port, other, closing)));
    }
    Thread.sleep(length.toMillis()); // how long the round is, not a wait for anything
    closing.set(true);
    engine.close();
    for (Thread thread : threads) {
      thread.join(JOIN_MS);
      if (thread.isAlive()) {
        failures.add(thread.getName() + " hangs in " + List.of(thread.getStackTrace()));
      }
    }
    Reply late = engine.call("GET", "k1");
    if (!(late instanceof Reply.Failure)) {
      failures.add("a closed engine answered " + late);
    }
    assertThat(failures).isEmpty();
  }

  private Thread start(String name, Runnable body) {
    Thread thread =
        new Thread(
            () -> {
              try {
                body.run();
              } catch (RuntimeException | Error e) {
                failures.add(name + ": " + e);
              }
            },
            name);
    thread.start();
    return thread;
  }

  private void count(String what) {
    Objects.requireNonNull(done.get(what)).increment();
  }

  // ---- embedded

  private void workEmbedded(StorageEngine engine, SplittableRandom random, AtomicBoolean closing) {
    while (true) {
      String[] call = call(random);
      Reply reply;
      try {
        reply = engine.call(call);
      } catch (IndeterminateException e) {
        ended(closing, call, e.toString());
        return;
      } catch (EmberException e) {
        failures.add(call[0] + " threw " + e);
        return;
      }
      if (reply instanceof Reply.Failure failure && failure.message().contains("clos")) {
        ended(closing, call, failure.message());
        return;
      }
      judge(call, text(reply));
    }
  }

  private void ended(AtomicBoolean closing, String[] call, String why) {
    if (closing.get()) {
      count("closed");
    } else {
      failures.add(call[0] + " ended before the close: " + why);
    }
  }

  private static String text(Reply reply) {
    if (reply instanceof Reply.Bulk bulk) {
      return new String(bulk.bytes(), StandardCharsets.ISO_8859_1);
    }
    return reply instanceof Reply.Failure failure ? "-" + failure : "";
  }

  // ---- over a socket

  private void workOverSocket(int port, SplittableRandom random, AtomicBoolean closing) {
    try (RespClient client = RespClient.connect(port)) {
      while (true) {
        String[] call = call(random);
        RespValue reply = client.call(call);
        String text = reply.text();
        if (text.contains("engine is clos")) {
          ended(closing, call, text);
          return;
        }
        judge(call, text);
      }
    } catch (IOException e) {
      ended(closing, new String[] {"socket"}, e.toString());
    }
  }

  // ---- work

  private String[] call(SplittableRandom random) {
    int dice = random.nextInt(1000);
    String key = "k" + random.nextInt(KEYS);
    if (dice < 400) {
      count("read");
      return new String[] {"GET", key};
    } else if (dice < 750) {
      count("write");
      int length = dice < 420 ? LARGE_BYTES : random.nextInt(600);
      return new String[] {"SET", key, value(key, length)};
    } else if (dice < 800) {
      count("expire");
      return new String[] {"PEXPIRE", key, Integer.toString(random.nextInt(200))};
    } else if (dice < 880) {
      return new String[] {"DEL", key};
    } else if (dice < 960) {
      count("iterate");
      String cursor = Long.toString(random.nextInt(16_384));
      return new String[] {"SCAN", cursor, "COUNT", "200"};
    } else if (dice < 985) {
      count("iterate");
      return new String[] {"KEYS", "k1*"};
    } else if (dice < 995) {
      return new String[] {"RANDOMKEY"};
    }
    count("flush");
    return dice < 998
        ? new String[] {"FLUSHALL"}
        : new String[] {"FLUSHALL", dice == 998 ? "ASYNC" : "SYNC"};
  }

  private static String value(String key, int length) {
    return key + '#' + length + '#' + "v".repeat(length);
  }

  private void judge(String[] call, String reply) {
    if (reply.contains("internal error")) {
      failures.add(
          String.join(" ", List.of(call).subList(0, Math.min(2, call.length))) + ": " + reply);
    }
    if (call[0].equals("GET") && reply.contains("#")) {
      int from = reply.indexOf(call[1] + '#');
      int lengthAt = from + call[1].length() + 1;
      int behind = reply.indexOf('#', lengthAt);
      if (from < 0 || behind < 0) {
        failures.add(
            "GET " + call[1] + " answered " + reply.substring(0, Math.min(80, reply.length())));
        return;
      }
      int length = Integer.parseInt(reply.substring(lengthAt, behind));
      if (!reply.contains(value(call[1], length))) {
        failures.add("GET " + call[1] + ": its value is not whole");
      }
    }
  }

  void requireThatEverythingHappened() {
    assertThat(done.values()).as(toString()).allMatch(count -> count.sum() > 0);
  }

  @Override
  public String toString() {
    return rounds + " rounds, " + done;
  }
}
