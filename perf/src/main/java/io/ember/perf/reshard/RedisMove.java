package io.ember.perf.reshard;

import io.ember.perf.shards.Shards;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;

/**
 * By redis-cli --cluster reshard with its defaults, which takes the lowest slots of the source.
 *
 * @param program redis-cli
 * @param log gets what it says
 */
record RedisMove(Path program, Path log) implements SlotMove {
  @Override
  public Outcome run(NodeTable.Primary source, NodeTable.Primary target, BitSet slots)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            program.toString(),
            "--cluster",
            "reshard",
            Shards.HOST + ":" + source.port(),
            "--cluster-from",
            source.id(),
            "--cluster-to",
            target.id(),
            "--cluster-slots",
            Integer.toString(slots.cardinality()),
            "--cluster-yes");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      int code = process.waitFor();
      return code == 0
          ? new Outcome(true, "redis-cli --cluster reshard, one slot after the other")
          : new Outcome(false, "redis-cli ended with " + code + ": " + lastLine());
    } finally {
      process.destroy();
    }
  }

  private String lastLine() throws IOException {
    return Files.readString(log, StandardCharsets.UTF_8)
        .lines()
        .reduce((first, second) -> second)
        .orElse("");
  }
}
