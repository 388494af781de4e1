package io.ember.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotsTest {
  private static int slotOf(String key) {
    return Slots.keySlot(KeyspaceFixture.bytes(key));
  }

  /** The check value of the specification, and what redis-server's CLUSTER KEYSLOT answers. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "123456789, 12739",
        "\"\", 0",
        "foo, 12182",
        "bar, 5061",
        "hello, 866",
        "somekey, 11058",
        "foo{hash_tag}, 2515",
        "bar{hash_tag}, 2515",
        "foo{}{bar}, 8363",
        "foo{{bar}}zap, 4015",
        "foo{bar}{zap}, 5061",
        "{user1000}.following, 3443",
        "{user1000}.followers, 3443",
        "user1000, 3443"
      })
  void agreesWithRedis(String key, int slot) {
    assertThat(slotOf(key)).isEqualTo(slot);
  }

  @Test
  void takesTheWholeKeyWithoutAWholeTag() {
    assertThat(slotOf("{")).isEqualTo(crc("{"));
    assertThat(slotOf("}{")).isEqualTo(crc("}{"));
    assertThat(slotOf("{}")).isEqualTo(crc("{}"));
    assertThat(slotOf("{abc")).isEqualTo(crc("{abc"));
    assertThat(slotOf("a}b{c")).isEqualTo(crc("a}b{c"));
    assertThat(slotOf("{}{tag}")).isEqualTo(crc("{}{tag}"));
  }

  @Test
  void takesTheTagAnywhere() {
    assertThat(slotOf("{tag}")).isEqualTo(crc("tag"));
    assertThat(slotOf("x{tag}y")).isEqualTo(crc("tag"));
    assertThat(slotOf("}{tag}")).isEqualTo(crc("tag"));
    assertThat(slotOf("{{tag}}")).isEqualTo(crc("{tag"));
  }

  /** {@return the slot by the definition of CRC16/XMODEM, bit by bit} */
  private static int crc(String text) {
    int crc = 0;
    for (byte b : KeyspaceFixture.bytes(text)) {
      for (int bit = 7; bit >= 0; bit--) {
        int top = crc >>> 15 & 1;
        crc = crc << 1 & 0xFFFF;
        if (top != (b >>> bit & 1)) {
          crc ^= 0x1021;
        }
      }
    }
    return crc & Slots.SLOT_COUNT - 1;
  }

  @Test
  void agreesWithTheDefinitionOnBytesOfAllKinds() {
    byte[] key = new byte[256];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) i;
    }
    byte[] withoutBraces = Arrays.copyOf(key, '{');

    assertThat(Slots.keySlot(withoutBraces))
        .isEqualTo(crc(new String(withoutBraces, java.nio.charset.StandardCharsets.US_ASCII)));
  }

  @Test
  void looksAtTheGivenRangeOnly() {
    byte[] array = KeyspaceFixture.bytes("xx{tag}yy");

    assertThat(Slots.keySlot(array, 3, 3)).isEqualTo(crc("tag"));
    assertThat(Slots.keySlot(array, 2, 4)).isEqualTo(crc("{tag"));
  }

  @Test
  void spreadsKeysOverAllSlots() {
    boolean[] seen = new boolean[Slots.SLOT_COUNT];
    for (int i = 0; i < 300_000; i++) {
      seen[slotOf("key:" + i)] = true;
    }

    for (boolean slot : seen) {
      assertThat(slot).isTrue();
    }
  }

  @Test
  void walksASetOfSlots() {
    SlotSet set = new SlotSet();
    int[] slots = {0, 1, 63, 64, 65, 8191, 16_320, 16_383};
    for (int slot : slots) {
      set.add(slot);
      set.add(slot);
    }

    int at = -1;
    for (int slot : slots) {
      at = set.next(at + 1);
      assertThat(at).isEqualTo(slot);
      assertThat(set.next(slot)).isEqualTo(slot);
    }
    assertThat(set.next(16_384)).isEqualTo(-1);
    set.remove(16_383);
    assertThat(set.next(16_321)).isEqualTo(-1);
    set.remove(0);
    assertThat(set.next(0)).isEqualTo(1);
  }
}
