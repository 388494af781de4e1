package io.ember.perf.reshard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class NodeTableTest {
  @Test
  void readsPrimariesAndTheirSlots() throws IOException {
    NodeTable table =
        NodeTable.parse(
            """
            aa 127.0.0.1:7000@17000,host myself,master - 0 0 1 connected 0-99 101 [102->-bb]
            bb 127.0.0.1:7001@17001 master - 0 0 2 connected 102-16383
            cc 127.0.0.1:7002@17002 slave bb 0 0 2 connected
            dd 127.0.0.1:7003@17003 master - 0 0 3 connected
            """);

    assertThat(table.primaries())
        .extracting(NodeTable.Primary::port)
        .containsExactly(7000, 7001, 7003);
    assertThat(table.owner(0).id()).isEqualTo("aa");
    assertThat(table.owner(101).id()).isEqualTo("aa");
    assertThat(table.owner(16_383).id()).isEqualTo("bb");
    assertThat(table.primaries().get(0).slots().cardinality()).isEqualTo(101);
    assertThatThrownBy(() -> table.owner(100)).hasMessage("nobody owns slot 100");
  }
}
