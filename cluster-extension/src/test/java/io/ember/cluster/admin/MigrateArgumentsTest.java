package io.ember.cluster.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.admin.MigrateArguments.Target;
import io.ember.engine.Caller;
import io.ember.engine.EngineCall;
import io.ember.engine.Reply;
import io.ember.engine.ReplyCollector;
import io.ember.engine.ReplySink;
import io.ember.engine.heap.HeapSlotStoreFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Errors and keys are those of redis-server 7.0.15 for the same words; {@code ''} is an empty one.
 */
class MigrateArgumentsTest {
  private static final String SYNTAX = "ERR syntax error";
  private static final String NOT_AN_INTEGER = "ERR value is not an integer or out of range";
  private static final String KEY_AND_KEYS =
      "ERR When using MIGRATE KEYS option, the key argument must be set to the empty string";

  private final Call call = new Call();

  private void fill(String words) {
    byte[][] arguments =
        Stream.of(("MIGRATE " + words).split(" "))
            .map(word -> word.equals("''") ? "" : word)
            .map(word -> word.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    call.fill(Call.CALLER, arguments, new HeapSlotStoreFactory());
  }

  private MigrateArguments parsed(String words) {
    fill(words);
    MigrateArguments arguments = MigrateArguments.parse(call);
    assertThat(call.collector.isComplete()).as("answered").isFalse();
    return Objects.requireNonNull(arguments, "an error would have been answered");
  }

  private String error(String words) {
    fill(words);
    assertThat(MigrateArguments.parse(call)).isNull();
    return ((Reply.Failure) call.collector.take()).toString();
  }

  private List<String> keys(String words) {
    fill(words);
    List<String> keys = new ArrayList<>();
    for (int index : MigrateArguments.keys(call)) {
      keys.add(call.argumentText(index));
    }
    return keys;
  }

  private @Nullable String text(int index) {
    return index == MigrateArguments.NONE ? null : call.argumentText(index);
  }

  @Test
  void readsTheFormWithOneKey() {
    MigrateArguments arguments = parsed("10.0.0.1 7001 key 0 5000");

    assertThat(arguments.target()).isEqualTo(new Target("10.0.0.1", 7001, 0, 5000));
    assertThat(arguments.copy()).isFalse();
    assertThat(arguments.replace()).isFalse();
    assertThat(arguments.usernameIndex()).isEqualTo(MigrateArguments.NONE);
    assertThat(arguments.passwordIndex()).isEqualTo(MigrateArguments.NONE);
    assertThat(arguments.firstKey()).isEqualTo(3);
    assertThat(arguments.keyCount()).isOne();
  }

  @Test
  void readsTheFormWithManyKeysAndAllOptions() {
    MigrateArguments arguments =
        parsed("host 1 '' 3 10 copy Replace AUTH2 user pass KEYS a COPY KEYS b");

    assertThat(arguments.target()).isEqualTo(new Target("host", 1, 3, 10));
    assertThat(arguments.copy()).isTrue();
    assertThat(arguments.replace()).isTrue();
    assertThat(text(arguments.usernameIndex())).isEqualTo("user");
    assertThat(text(arguments.passwordIndex())).isEqualTo("pass");
    assertThat(text(arguments.firstKey())).isEqualTo("a");
    assertThat(arguments.keyCount()).isEqualTo(4);
  }

  @Test
  void takesAnEmptyKeyForAKeyAndKeysWithoutKeysForNone() {
    assertThat(parsed("h 1 '' 0 10").keyCount()).isOne();
    assertThat(parsed("h 1 '' 0 10").firstKey()).isEqualTo(3);
    assertThat(parsed("h 1 '' 0 10 KEYS").keyCount()).isZero();
    assertThat(parsed("h 1 '' 0 10 KEYS ''").keyCount()).isOne();
    assertThat(parsed("h 1 '' 0 10 KEYS ''").firstKey()).isEqualTo(7);
  }

  @Test
  void theLastCredentialsCount() {
    MigrateArguments one = parsed("h 1 k 0 10 AUTH2 user first AUTH second");
    assertThat(text(one.usernameIndex())).isEqualTo("user");
    assertThat(text(one.passwordIndex())).isEqualTo("second");

    MigrateArguments other = parsed("h 1 k 0 10 AUTH first AUTH AUTH2 REPLACE");
    assertThat(text(other.usernameIndex())).isNull();
    assertThat(text(other.passwordIndex())).isEqualTo("AUTH2");
    assertThat(other.replace()).isTrue();
  }

  @Test
  void whatIsPrintedShowsNeitherPasswordNorKeys() {
    assertThat(parsed("h 1 '' 0 10 AUTH2 user hunter2 KEYS private").toString())
        .contains("host=h", "keyCount=1")
        .doesNotContain("hunter2", "private", "user,");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1000",
    "-1, 1000",
    "-9223372036854775808, 1000",
    "1, 1",
    "9223372036854775807, 9223372036854775807"
  })
  void aTimeoutThatIsNotPositiveIsASecond(String timeout, long expectedMs) {
    assertThat(parsed("h 1 k 0 " + timeout).target().timeoutMs()).isEqualTo(expectedMs);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "0", "-1", "65536", "''", "7001x", "4294967297"})
  void whatIsNoPortIsLeftToTheConnecting(String port) {
    assertThat(parsed("h " + port + " k 0 10").target().port()).isZero();
  }

  @Test
  void takesTheHighestPortAndAnyDatabase() {
    assertThat(parsed("h 65535 k -1 10").target()).isEqualTo(new Target("h", 65_535, -1, 10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h 1 k 0 10 BOGUS",
        "h 1 k 0 10 ''",
        "h 1 k 0 10 AUTH",
        "h 1 k 0 10 AUTH2",
        "h 1 k 0 10 AUTH2 user",
        "h 1 k 0 10 COPY AUTH2 user",
        "h 1 k 0 10 AUTH a b",
        "h x '' x 10 BOGUS",
        "h 1 '' 0 10 BOGUS KEYS a"
      })
  void refusesOptionsThatRedisRefuses(String words) {
    assertThat(error(words)).isEqualTo(SYNTAX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h 1 k x 10",
        "h 1 k 0 y",
        "h 1 k x y",
        "h 1 k 1.5 10",
        "h 1 k 0 ''",
        "h 1 k +1 10",
        "h 1 k 0 99999999999999999999",
        "h 1 '' 9223372036854775808 10 COPY KEYS a"
      })
  void refusesWhatIsNoNumber(String words) {
    assertThat(error(words)).isEqualTo(NOT_AN_INTEGER);
  }

  @Test
  void refusesAKeyBesideKeys() {
    assertThat(error("h 1 k 0 10 KEYS a")).isEqualTo(KEY_AND_KEYS);
    assertThat(error("h 1 k 0 10 KEYS")).isEqualTo(KEY_AND_KEYS);
    assertThat(error("h 1 k x y COPY KEYS a")).isEqualTo(KEY_AND_KEYS);
  }

  @Test
  void findsTheKeysThatRedisFinds() {
    assertThat(keys("h 1 k 0 10")).containsExactly("k");
    assertThat(keys("h 1 '' 0 10")).containsExactly("");
    assertThat(keys("h 1 '' 0 10 KEYS a b")).containsExactly("a", "b");
    assertThat(keys("h 1 '' 0 10 keys a KEYS b")).containsExactly("a", "KEYS", "b");
    assertThat(keys("h 1 k 0 10 KEYS a b")).isEmpty();
    assertThat(keys("h 1 '' 0 10 KEYS")).containsExactly("");
    assertThat(keys("h 1 '' 0 10 COPY KEYS")).containsExactly("");
    assertThat(keys("h 1 k 0 10 KEYS")).containsExactly("k");
    assertThat(keys("h 1 '' 0 10 KEYS ''")).containsExactly("");
    assertThat(keys("h 1 '' 0 10 AUTH KEYS KEYS a")).containsExactly("a");
    assertThat(keys("h 1 '' 0 10 AUTH KEYS a")).containsExactly("");
    assertThat(keys("h 1 '' 0 10 AUTH2 keys keys copy REPLACE keys keys")).containsExactly("keys");
    assertThat(keys("h 1 '' 0 10 AUTH2 x KEYS KEYS b")).containsExactly("b");
    assertThat(keys("h 1 k 0 10 AUTH")).containsExactly("k");
    assertThat(keys("h 1 '' 0 10 BOGUS KEYS a")).containsExactly("a");
    assertThat(keys("h 1")).isEmpty();
  }

  @Test
  void parserAndFinderAgreeOnTheKeys() {
    for (String words :
        List.of(
            "h 1 k 0 10",
            "h 1 '' 0 10 KEYS a b c",
            "h 1 '' 0 10 COPY AUTH KEYS KEYS a",
            "h 1 '' 0 10 AUTH2 AUTH AUTH2 REPLACE KEYS AUTH KEYS")) {
      MigrateArguments arguments = parsed(words);

      int[] keys = MigrateArguments.keys(call);

      assertThat(keys).as(words).hasSize(arguments.keyCount());
      assertThat(keys[0]).as(words).isEqualTo(arguments.firstKey());
    }
  }

  /** A call that is only looked at. */
  private static final class Call extends EngineCall {
    static final Caller CALLER =
        new Caller() {
          @Override
          public long id() {
            return 1;
          }

          @Override
          public boolean isEmbedded() {
            return true;
          }
        };

    final ReplyCollector collector = new ReplyCollector();

    @Override
    public ReplySink reply() {
      return collector;
    }

    @Override
    public void resetReply() {
      collector.reset();
    }

    @Override
    public void completed() {
      throw new IllegalStateException("nobody executes it");
    }
  }
}
