package io.ember.cluster.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
  @Test
  void acceptsEachCounterOnceInAnyOrderWithinItsWidth() {
    ReplayWindow window = new ReplayWindow();

    for (long counter = ReplayWindow.WIDTH; counter >= 1; counter--) {
      assertThat(window.accept(counter)).isTrue();
    }
    for (long counter = 1; counter <= ReplayWindow.WIDTH; counter++) {
      assertThat(window.accept(counter)).isFalse();
    }
  }

  @Test
  void refusesWhatIsTooOldToTell() {
    ReplayWindow window = new ReplayWindow();
    window.accept(5_000);

    assertThat(window.accept(5_000 - ReplayWindow.WIDTH)).isFalse();
    assertThat(window.accept(5_001 - ReplayWindow.WIDTH)).isTrue();
    assertThat(window.accept(1)).isFalse();
    assertThat(window.accept(0)).isFalse();
    assertThat(window.accept(-1)).isFalse();
  }

  @Test
  void survivesTheHighestCounter() {
    ReplayWindow window = new ReplayWindow();

    assertThat(window.accept(3)).isTrue();
    assertThat(window.accept(Long.MAX_VALUE)).isTrue();
    assertThat(window.accept(Long.MAX_VALUE)).isFalse();
    assertThat(window.accept(Long.MAX_VALUE - 1)).isTrue();
    assertThat(window.accept(3)).isFalse();
  }

  @Test
  void neverAcceptsACounterTwiceAndEachNewOneThatIsNotTooOld() {
    for (long seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      ReplayWindow window = new ReplayWindow();
      Set<Long> seen = new HashSet<>();
      long highest = 0;
      for (int i = 0; i < 4_000; i++) {
        long counter = Math.max(1, highest + random.nextLong(-1_500, 30));
        if (random.nextInt(200) == 0) {
          counter += random.nextLong(5_000);
        }
        boolean wanted = counter > highest - ReplayWindow.WIDTH && !seen.contains(counter);
        assertThat(window.accept(counter))
            .as("seed %s, counter %s", seed, counter)
            .isEqualTo(wanted);
        seen.add(counter);
        highest = Math.max(highest, counter);
      }
    }
  }
}
