package io.ember.cluster.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.bus.ClusterSecret.Use;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ClusterSecretTest {
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  /** RFC 4231, test case 2. */
  @Test
  void tagsAreThoseOfTheStandard() {
    byte[] tag =
        new Hmac("Jefe".getBytes(StandardCharsets.US_ASCII))
            .tag("what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII));

    assertThat(tag)
        .isEqualTo(hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
  }

  /** RFC 5869, appendix A.1. */
  @Test
  void derivedKeysAreThoseOfTheStandard() {
    byte[] material = new byte[22];
    Arrays.fill(material, (byte) 0x0b);

    byte[] key = Hmac.extract(hex("000102030405060708090a0b0c"), material);
    byte[] derived = Hmac.expand(key, hex("f0f1f2f3f4f5f6f7f8f9"), 42);

    assertThat(key)
        .isEqualTo(hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"));
    assertThat(derived)
        .isEqualTo(
            hex(
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b88718"
                    + "5865"));
  }

  @Test
  void verifiesWhatItSignedAndNothingElse() {
    byte[] tag = BusFixture.SECRET.sign(Use.HANDSHAKE, MESSAGE);

    assertThat(BusFixture.SECRET.verify(Use.HANDSHAKE, tag, MESSAGE)).isTrue();
    assertThat(BusFixture.SECRET.verify(Use.SESSION, tag, MESSAGE)).isFalse();
    assertThat(BusFixture.SECRET.verify(Use.HANDSHAKE, tag, new byte[] {1})).isFalse();
    assertThat(BusFixture.NEXT.verify(Use.HANDSHAKE, tag, MESSAGE)).isFalse();
    for (int bit = 0; bit < tag.length * 8; bit++) {
      byte[] changed = tag.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(BusFixture.SECRET.verify(Use.HANDSHAKE, changed, MESSAGE)).isFalse();
    }
  }

  @Test
  void takesNoShortenedTag() {
    byte[] tag = BusFixture.SECRET.sign(Use.HANDSHAKE, MESSAGE);

    for (int length = 0; length < tag.length; length++) {
      byte[] shorter = Arrays.copyOf(tag, length);
      assertThat(BusFixture.SECRET.verify(Use.HANDSHAKE, shorter, MESSAGE)).isFalse();
    }
  }

  @Test
  void signsWithTheCurrentSecretAndAcceptsTheNextOneAsWell() {
    ClusterSecret both = BusFixture.secret("correct horse", "battery staple");

    assertThat(BusFixture.SECRET.verify(Use.DATAGRAM, both.sign(Use.DATAGRAM, MESSAGE), MESSAGE))
        .isTrue();
    assertThat(both.verify(Use.DATAGRAM, BusFixture.NEXT.sign(Use.DATAGRAM, MESSAGE), MESSAGE))
        .isTrue();
    assertThat(both.verify(Use.DATAGRAM, BusFixture.SECRET.sign(Use.DATAGRAM, MESSAGE), MESSAGE))
        .isTrue();
  }

  @Test
  void refusesTheOldSecretAfterRotation() {
    byte[] old = BusFixture.SECRET.sign(Use.DATAGRAM, MESSAGE);

    assertThat(BusFixture.NEXT.verify(Use.DATAGRAM, old, MESSAGE)).isFalse();
  }

  @Test
  void withAndWithoutASecretRefuseEachOther() {
    ClusterSecret none = ClusterSecret.none();

    assertThat(none.verify(Use.HANDSHAKE, none.sign(Use.HANDSHAKE, MESSAGE), MESSAGE)).isTrue();
    assertThat(none.verify(Use.HANDSHAKE, BusFixture.SECRET.sign(Use.HANDSHAKE, MESSAGE), MESSAGE))
        .isFalse();
    assertThat(BusFixture.SECRET.verify(Use.HANDSHAKE, none.sign(Use.HANDSHAKE, MESSAGE), MESSAGE))
        .isFalse();
  }

  @Test
  void printsNothingOfItself() {
    ClusterSecret secret = BusFixture.secret("correct horse", "battery staple");

    assertThat(secret.toString() + secret.current() + secret.accepted())
        .doesNotContain("horse")
        .doesNotContain("staple")
        .contains("***");
    assertThat(BusFixture.connect(BusFixture.node(1), BusFixture.node(2), Link.RAFT, 1).toString())
        .doesNotContain("Key")
        .doesNotContain("[B@");
  }
}
