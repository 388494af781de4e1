package io.ember.cluster.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.cluster.core.replication.LogFigures;
import io.ember.cluster.core.replication.Progress;
import io.ember.cluster.core.replication.ShardView;
import io.ember.cluster.model.MigrationId;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.session.DurationCounts;
import io.ember.engine.ProtocolException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FiguresCodecTest {
  static NodeFigures figures(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] durations = new long[DurationCounts.BOUND_COUNT + 1];
    for (int i = random.nextInt(20); i > 0; i--) {
      durations[random.nextInt(durations.length)] = random.nextLong();
    }
    TreeMap<NodeId, LogFigures.ReplicaFigures> replicas = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      replicas.put(
          new NodeId(new UUID(random.nextLong(), random.nextLong())),
          new LogFigures.ReplicaFigures(
              random.nextLong(), random.nextLong(), any(random, Progress.values())));
    }
    TreeMap<MigrationId, MigrationProgress.Moved> migrations = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      migrations.put(
          new MigrationId(random.nextLong(1L << 40)),
          new MigrationProgress.Moved(random.nextLong(), random.nextLong()));
    }
    return new NodeFigures(
        random.nextLong(),
        new NodeFigures.Traffic(
            random.nextLong(),
            random.nextLong(),
            random.nextLong(),
            random.nextLong(),
            random.nextLong(),
            durations),
        new NodeFigures.Data(
            random.nextLong(),
            random.nextLong(),
            random.nextLong(),
            random.nextLong(),
            random.nextLong(),
            random.nextLong(),
            random.nextLong()),
        new NodeFigures.Lanes(random.nextLong(), random.nextLong()),
        new NodeFigures.Lease(random.nextBoolean(), random.nextLong()),
        new LogFigures(
            any(random, ShardView.Role.values()),
            random.nextLong(),
            random.nextLong(),
            random.nextLong(),
            replicas),
        migrations);
  }

  private static <T> T any(SplittableRandom random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  @Test
  void whatIsEncodedIsDecoded() {
    for (int seed = 0; seed < 200; seed++) {
      assertThat(FiguresCodec.decode(FiguresCodec.encode(figures(seed))))
          .usingRecursiveComparison()
          .isEqualTo(figures(seed));
    }
  }

  @Test
  void refusesEveryPartOfThemAndWhatFollows() {
    byte[] bytes = FiguresCodec.encode(figures(3));

    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> FiguresCodec.decode(part)).isInstanceOf(ProtocolException.class);
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatThrownBy(() -> FiguresCodec.decode(longer)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void refusesAnotherVersion() {
    byte[] bytes = FiguresCodec.encode(figures(3));
    bytes[0] = 2;

    assertThatThrownBy(() -> FiguresCodec.decode(bytes))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("version 2");
  }

  @Test
  void nothingButThatExceptionComesOfNonsense() {
    SplittableRandom random = new SplittableRandom(9);
    for (int run = 0; run < 5_000; run++) {
      byte[] bytes = FiguresCodec.encode(figures(run));
      for (int i = random.nextInt(1, 8); i > 0; i--) {
        bytes[random.nextInt(1, bytes.length)] = (byte) random.nextInt();
      }
      try {
        FiguresCodec.decode(bytes);
      } catch (ProtocolException e) {
        assertThat(e.getMessage()).contains("figures");
      }
    }
  }
}
