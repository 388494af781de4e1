package io.ember.examples.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.support.RespValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleTest {
  @Test
  void comparesMostCommandsToTheLetter() {
    assertThat(Rule.of(Line.of("get k").words())).isEqualTo(Rule.EXACT);
    assertThat(Rule.EXACT.accepts(scalar('$', "a"), scalar('$', "a"))).isTrue();
    assertThat(Rule.EXACT.accepts(scalar('$', "a"), scalar('+', "a"))).isFalse();
    assertThat(Rule.EXACT.accepts(scalar('$', "a"), scalar('$', "b"))).isFalse();
  }

  @Test
  void comparesErrorsToTheLetterWhateverTheCommand() {
    for (Rule rule : Rule.values()) {
      assertThat(rule.accepts(scalar('-', "ERR a"), scalar('-', "ERR b"))).isFalse();
      assertThat(rule.accepts(scalar('-', "ERR a"), scalar(':', "1"))).isFalse();
    }
  }

  @Test
  void letsTimePassBetweenTheServersButNotMeaning() {
    assertThat(Rule.of(Line.of("TTL k").words())).isEqualTo(Rule.SECONDS);
    assertThat(Rule.SECONDS.accepts(scalar(':', "100"), scalar(':', "101"))).isTrue();
    assertThat(Rule.SECONDS.accepts(scalar(':', "100"), scalar(':', "200"))).isFalse();
    assertThat(Rule.SECONDS.accepts(scalar(':', "-1"), scalar(':', "-2"))).isFalse();
    assertThat(Rule.SECONDS.accepts(scalar(':', "-1"), scalar(':', "1"))).isFalse();
    assertThat(Rule.MILLIS.accepts(scalar(':', "5000"), scalar('$', "5000"))).isFalse();
  }

  @Test
  void comparesKeysInAnyOrderButCountsThem() {
    RespValue ab = array(scalar('$', "a"), scalar('$', "b"));
    RespValue ba = array(scalar('$', "b"), scalar('$', "a"));
    RespValue aab = array(scalar('$', "a"), scalar('$', "a"), scalar('$', "b"));

    assertThat(Rule.of(Line.of("KEYS *").words())).isEqualTo(Rule.ANY_ORDER);
    assertThat(Rule.ANY_ORDER.accepts(ab, ba)).isTrue();
    assertThat(Rule.ANY_ORDER.accepts(ab, aab)).isFalse();
  }

  @Test
  void comparesPayloadsUnlessTheReferenceHasCompressedItsOwn() {
    RespValue plain = scalar('$', "\0\3abc");
    RespValue compressed = scalar('$', "\0\u00c3\5\4\3abcd");

    assertThat(Rule.of(Line.of("dump k").words())).isEqualTo(Rule.PAYLOAD);
    assertThat(Rule.PAYLOAD.accepts(plain, plain)).isTrue();
    assertThat(Rule.PAYLOAD.accepts(compressed, plain)).isTrue();
    assertThat(Rule.PAYLOAD.accepts(plain, compressed)).isFalse();
    assertThat(Rule.PAYLOAD.accepts(compressed, scalar('+', "OK"))).isFalse();
    assertThat(Rule.PAYLOAD.accepts(compressed, new RespValue('$', null, null))).isFalse();
  }

  @Test
  void leavesToTheServerWhatIsItsOwnButNotItsKind() {
    assertThat(Rule.of(Line.of("client id").words())).isEqualTo(Rule.SHAPE);
    assertThat(Rule.SHAPE.accepts(scalar(':', "1"), scalar(':', "7"))).isTrue();
    assertThat(Rule.SHAPE.accepts(scalar('$', "1"), scalar('=', "1"))).isFalse();
    assertThat(Rule.SHAPE.accepts(scalar('$', "1"), new RespValue('$', null, null))).isFalse();
  }

  @Test
  void comparesAGreetingExceptForVersionAndId() {
    RespValue theirs = greeting("7.0.15", "4", "standalone");

    assertThat(Rule.GREETING.accepts(theirs, greeting("7.2.0", "9", "standalone"))).isTrue();
    assertThat(Rule.GREETING.accepts(theirs, greeting("7.2.0", "9", "cluster"))).isFalse();
  }

  private static RespValue greeting(String version, String id, String mode) {
    return array(
        scalar('$', "version"),
        scalar('$', version),
        scalar('$', "id"),
        scalar(':', id),
        scalar('$', "mode"),
        scalar('$', mode));
  }

  private static RespValue scalar(char type, String text) {
    return new RespValue(type, Dice.latin(text), null);
  }

  private static RespValue array(RespValue... items) {
    return new RespValue('*', null, List.of(items));
  }
}
