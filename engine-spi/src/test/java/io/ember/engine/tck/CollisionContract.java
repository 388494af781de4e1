package io.ember.engine.tck;

import static io.ember.engine.tck.StoreProbe.SLOT;
import static io.ember.engine.tck.StoreProbe.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys whose hashes agree in many bits, found by trying: they share cells of any hash table. */
interface CollisionContract extends ContractFixture {
  /** Which bits of the hash the keys have in common. */
  enum Part {
    LOW_BITS(0),
    MIDDLE_BITS(26),
    HIGH_BITS(51);

    private final int shift;

    Part(int shift) {
      this.shift = shift;
    }

    long of(long hash) {
      return hash >>> shift & 0x1FFF;
    }
  }

  /** {@return at least 20 keys that agree in 13 bits of their hashes} */
  private List<Key> collidingKeys(Part part) {
    Map<Long, List<Key>> groups = new HashMap<>();
    for (int i = 0; ; i++) {
      Key key = store().key("colliding:" + i);
      List<Key> group = groups.computeIfAbsent(part.of(key.hash()), k -> new ArrayList<>());
      group.add(key);
      if (group.size() == 20) {
        return group;
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Part.class)
  default void keepsCollidingKeysApart(Part part) {
    List<Key> keys = collidingKeys(part);
    for (int i = 0; i < keys.size(); i++) {
      store().put(keys.get(i), bytes(i, i));
    }

    for (int i = 0; i < keys.size(); i++) {
      store().assertHolds(keys.get(i), bytes(i, i));
    }
    assertThat(store().slot().count()).isEqualTo(keys.size());
    assertThat(new HashSet<>(store().scanAll(SLOT, 1))).hasSize(keys.size());
  }

  @ParameterizedTest
  @EnumSource(Part.class)
  default void removesCollidingKeysInAnyOrder(Part part) {
    List<Key> keys = collidingKeys(part).subList(0, 6);
    SplittableRandom random = new SplittableRandom(part.shift);
    for (int round = 0; round < 200; round++) {
      List<Key> shuffled = new ArrayList<>(keys);
      java.util.Collections.shuffle(shuffled, new java.util.Random(random.nextLong()));
      for (Key key : shuffled) {
        store().put(key, key.toByteArray());
      }
      java.util.Collections.shuffle(shuffled, new java.util.Random(random.nextLong()));
      for (int i = 0; i < shuffled.size(); i++) {
        assertThat(store().remove(shuffled.get(i))).isTrue();
        for (int j = 0; j < shuffled.size(); j++) {
          assertThat(store().valueOf(shuffled.get(j)))
              .isEqualTo(j <= i ? null : shuffled.get(j).toByteArray());
        }
      }
    }
    assertThat(store().slot().count()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Part.class)
  default void findsCollidingKeysAmongManyOthersAfterChanges(Part part) {
    List<Key> keys = collidingKeys(part);
    SplittableRandom random = new SplittableRandom(part.shift);
    Map<Key, byte[]> model = new HashMap<>();
    for (int step = 0; step < 5000; step++) {
      Key key = keys.get(random.nextInt(keys.size()));
      if (random.nextInt(3) == 0) {
        assertThat(store().remove(key)).isEqualTo(model.remove(key) != null);
      } else {
        byte[] value = bytes(random.nextInt(100), step);
        assertThat(store().put(key, value)).isEqualTo(model.put(key, value) == null);
      }
      store().put(store().key("other:" + step), bytes("x"));
    }

    for (Key key : keys) {
      assertThat(store().valueOf(key)).isEqualTo(model.get(key));
    }
  }
}
