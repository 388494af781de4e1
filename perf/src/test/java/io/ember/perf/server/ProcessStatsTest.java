package io.ember.perf.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ember.perf.cli.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProcessStatsTest {
  @Test
  void addsUserAndSystemTimeBehindANameWithSpaces() {
    String stat =
        "4711 (tmux: server (x)) S 1 4711 4711 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 1 0 100 0 0";

    assertThat(ProcessStats.parseCpuNs(stat)).isEqualTo(3_000_000_000L);
  }

  @Test
  void readsThisProcess() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/stat")), "there is no /proc on this system");
    long pid = ProcessHandle.current().pid();

    assertThat(ProcessStats.rssBytes(pid)).isGreaterThan(10_000_000);
    assertThat(ProcessStats.cpuNs(pid)).isPositive();
    assertThat(ProcessStats.program(pid)).isEqualTo("java");
  }

  @Test
  void findsFieldsOfInfo() {
    String info = "# Server\r\nredis_version:7.0.15\r\nos:Linux\r\n";

    assertThat(Programs.infoField(info, "redis_version")).isEqualTo("7.0.15");
    assertThat(Programs.infoField(info, "missing")).isEqualTo("unknown");
  }

  @Test
  void aTargetIsAHostAndAPort() {
    assertThat(RunningTarget.parse("example:7000").port()).isEqualTo(7000);
    assertThatThrownBy(() -> RunningTarget.parse("example"))
        .isInstanceOf(UsageException.class)
        .hasMessage("--target example: must be ember, redis or host:port");
    assertThatThrownBy(() -> RunningTarget.parse("example:70000"))
        .isInstanceOf(UsageException.class);
  }
}
