package io.ember.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Expiry while time passes. */
class ExpiryClockTest {
  private final CommandFixture engine = new CommandFixture();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void tellsWhatIsLeftRoundedToTheNearestSecond() {
    engine.run("SET k v PX 2499");
    assertThat(engine.run("TTL k")).isEqualTo(":2");
    assertThat(engine.run("PTTL k")).isEqualTo(":2499");

    engine.advance(1);
    assertThat(engine.run("TTL k")).isEqualTo(":2");

    engine.advance(999);
    assertThat(engine.run("TTL k")).isEqualTo(":1");
    assertThat(engine.run("PTTL k")).isEqualTo(":1499");

    engine.advance(1498);
    assertThat(engine.run("TTL k")).isEqualTo(":0");
    assertThat(engine.run("PTTL k")).isEqualTo(":1");
  }

  @Test
  void aKeyIsGoneAtItsMillisecond() {
    engine.run("SET k v PX 100");

    engine.advance(99);
    assertThat(engine.run("EXISTS k")).isEqualTo(":1");

    engine.advance(1);
    assertThat(engine.run("EXISTS k")).isEqualTo(":0");
    assertThat(engine.run("TTL k")).isEqualTo(":-2");
    assertThat(engine.run("TYPE k")).isEqualTo("+none");
  }

  @Test
  void relativeTimesCountFromNow() {
    engine.run("SET k v");
    engine.run("EXPIRE k 10");

    assertThat(engine.run("PEXPIRETIME k")).isEqualTo(":" + (CommandFixture.START_MS + 10_000));
    assertThat(engine.run("SETEX k 20 v")).isEqualTo("+OK");
    assertThat(engine.run("PTTL k")).isEqualTo(":20000");
    assertThat(engine.run("PSETEX k 20 v")).isEqualTo("+OK");
    assertThat(engine.run("PTTL k")).isEqualTo(":20");
    assertThat(engine.run("GETEX k EX 30")).isEqualTo("\"v\"");
    assertThat(engine.run("PTTL k")).isEqualTo(":30000");
    assertThat(engine.run("EXPIRE k 40 GT")).isEqualTo(":1");
    assertThat(engine.run("EXPIRE k 40 GT")).isEqualTo(":0");
    assertThat(engine.run("EXPIRE k 40 LT")).isEqualTo(":0");
    assertThat(engine.run("EXPIRE k 39 LT")).isEqualTo(":1");
  }

  @Test
  void timesThatOverflowWithTheClockAreRefused() {
    engine.run("SET k v");

    assertThat(engine.run("PEXPIRE k 9223372036854775807"))
        .isEqualTo("-ERR invalid expire time in 'pexpire' command");
    assertThat(engine.run("EXPIRE k 9223372036854775"))
        .isEqualTo("-ERR invalid expire time in 'expire' command");
    assertThat(engine.run("SET k w PX 9223372036854775807"))
        .isEqualTo("-ERR invalid expire time in 'set' command");
    assertThat(engine.run("GETEX k PX 9223372036854775807"))
        .isEqualTo("-ERR invalid expire time in 'getex' command");
    assertThat(engine.run("GET k")).isEqualTo("\"v\"");
  }

  @Test
  void everythingThatLooksForAnExpiredKeyDoesNotFindIt() {
    for (String command :
        new String[] {
          "RENAME k x",
          "COPY k x",
          "PERSIST k",
          "EXPIRE k 10",
          "GETDEL k",
          "GETEX k",
          "STRLEN k",
          "GETRANGE k 0 -1",
          "OBJECT ENCODING k",
          "MEMORY USAGE k",
          "TOUCH k",
          "DEL k",
          "MGET k"
        }) {
      engine.run("SET k v PX 5");
      engine.advance(5);

      assertThat(engine.run(command))
          .as(command)
          .isIn(":0", "nil", "\"\"", "[nil]", "-ERR no such key");
    }
  }

  @Test
  void aWriteToAnExpiredKeyBeginsAnew() {
    engine.run("SET k 41 PX 5");
    engine.advance(5);
    assertThat(engine.run("INCR k")).isEqualTo(":1");
    assertThat(engine.run("TTL k")).isEqualTo(":-1");

    engine.run("SET k abc PX 5");
    engine.advance(5);
    assertThat(engine.run("APPEND k d")).isEqualTo(":1");

    engine.run("SET k abc PX 5");
    engine.advance(5);
    assertThat(engine.run("SET k x KEEPTTL")).isEqualTo("+OK");
    assertThat(engine.run("TTL k")).isEqualTo(":-1");

    engine.run("SET k abc PX 5");
    engine.advance(5);
    assertThat(engine.run("SET k x NX GET")).isEqualTo("nil");
    assertThat(engine.run("GET k")).isEqualTo("\"x\"");
  }

  @Test
  void keysThatExpiredUnnoticedCountButAreNotListed() {
    engine.run("MSET a 1 b 2");
    engine.run("SET gone v PX 5");
    engine.advance(5);

    assertThat(engine.run("DBSIZE")).isEqualTo(":3");
    assertThat(ReplyText.of(engine.call("KEYS", "*"), true)).isEqualTo("[\"a\", \"b\"]");
    assertThat(ReplyText.of(engine.call("SCAN", "0"), true)).isEqualTo("[\"0\", [\"a\", \"b\"]]");
    engine.run("DEL a b");
    assertThat(engine.run("RANDOMKEY")).isEqualTo("nil");
  }

  @Test
  void idleTimeIsToldInSecondsAndOnlyReadsThatAreAccessesEndIt() {
    engine.run("SET k v");
    engine.advance(7_000);
    assertThat(engine.run("TTL k")).isEqualTo(":-1");
    assertThat(engine.run("EXISTS k")).isEqualTo(":1");
    assertThat(engine.run("OBJECT IDLETIME k")).isEqualTo(":7");

    engine.run("GET k");

    assertThat(engine.run("OBJECT IDLETIME k")).isEqualTo(":0");
  }
}
