package io.ember.cluster.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** The file is read as it was written, or refused with the line and the reason. */
class NodesConfTest {
  private static final NodeId A = new NodeId(new UUID(1, 1));
  private static final NodeId B = new NodeId(new UUID(2, 2));
  private static final NodesConf CONF = conf();

  private static NodesConf conf() {
    ClusterNode a =
        new ClusterNode(
            A,
            A,
            new Endpoint("10.0.0.1", 7000),
            17000,
            NodeRole.PRIMARY,
            null,
            NodeFlags.MYSELF,
            0,
            0,
            5,
            true);
    ClusterNode b =
        new ClusterNode(
            B,
            A,
            new Endpoint("fe80::2", 7001),
            17001,
            NodeRole.REPLICA,
            A,
            new NodeFlags(false, true, false, false, false),
            12,
            34,
            5,
            false);
    SlotMap slots =
        SlotMap.EMPTY.assign(new SlotRange(0, 99), A).assign(SlotRange.single(16383), A);
    return new NodesConf(A, Map.of(A, a, B, b), slots, 9, 3);
  }

  /** {@return the lines of the file with one of them replaced, and a checksum that fits} */
  private static String with(String before, String after) {
    String written = CONF.write();
    assertTrue(written.contains(before), written);
    String body = written.substring(0, written.indexOf("# crc32")).replace(before, after);
    return checked(body);
  }

  private static String checked(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.UTF_8));
    return body + "# crc32 " + String.format("%08x", crc.getValue()) + "\n";
  }

  private static void refused(ConfigParseError.Kind kind, int line, String reason, String text) {
    ConfigParseError error = assertThrows(ConfigParseError.class, () -> NodesConf.parse(text));
    assertEquals(kind, error.kind(), error::toString);
    assertEquals(line, error.line(), error::toString);
    assertTrue(error.toString().contains("line " + line + ": " + reason), error::toString);
  }

  @Test
  void readsWhatItWrote() {
    assertEquals(CONF, NodesConf.parse(CONF.write()));
    assertEquals(
        CONF.toClusterState(true), NodesConf.of(CONF.toClusterState(true), 3).toClusterState(true));
  }

  @Test
  void lineLooksAsInClusterNodes() {
    String line = CONF.write().lines().toList().get(2);

    assertEquals(
        A.wireForm()
            + " 10.0.0.1:7000@17000,,shard-id="
            + A.wireForm()
            + " myself,master - 0 0 5 connected 0-99 16383",
        line);
  }

  @Test
  void missesTheVars() {
    refused(
        ConfigParseError.Kind.MISSING_VARS,
        5,
        "missing vars header line",
        with("vars currentEpoch 9 lastIncarnation 3\n", ""));
  }

  @Test
  void refusesOtherVars() {
    refused(
        ConfigParseError.Kind.INVALID_VARS,
        2,
        "invalid vars line: vars currentEpoch x",
        with("currentEpoch 9", "currentEpoch x"));
    refused(
        ConfigParseError.Kind.INVALID_VARS,
        2,
        "invalid vars line: vars currentEpoch 9",
        with(" lastIncarnation 3", ""));
  }

  @Test
  void missesMyself() {
    refused(
        ConfigParseError.Kind.NO_MYSELF,
        6,
        "no node with 'myself' flag found",
        with("myself,master", "master"));
    // A name that contains the word is not the flag.
    refused(
        ConfigParseError.Kind.INVALID_NODE_LINE,
        3,
        "invalid node line",
        with("myself,master", "notmyself,master"));
  }

  @Test
  void refusesASecondMyself() {
    refused(
        ConfigParseError.Kind.INVALID_NODE_LINE,
        4,
        "invalid node line: a second",
        with("slave,fail?", "myself,slave,fail?"));
  }

  @Test
  void refusesShortAndOddLines() {
    refused(
        ConfigParseError.Kind.INVALID_NODE_LINE,
        5,
        "invalid node line: hello",
        with("disconnected\n", "disconnected\nhello\n"));
    refused(
        ConfigParseError.Kind.INVALID_NODE_LINE,
        4,
        "invalid node line",
        with("disconnected\n", "maybe\n"));
    refused(
        ConfigParseError.Kind.INVALID_NODE_LINE,
        4,
        "invalid node line",
        with(" 12 34 ", " twelve 34 "));
    refused(
        ConfigParseError.Kind.INVALID_NODE_LINE,
        4,
        "invalid node line",
        with("fail? " + A, "fail? -"));
  }

  @Test
  void refusesWrongIds() {
    refused(
        ConfigParseError.Kind.INVALID_NODE_ID,
        4,
        "invalid node id: " + B.wireForm().substring(1),
        with("\n" + B.wireForm(), "\n" + B.wireForm().substring(1)));
  }

  @Test
  void refusesWrongAddresses() {
    for (String wrong :
        new String[] {
          "10.0.0.1:7000",
          "10.0.0.1@17000",
          "10.0.0.1:0@1",
          "10.0.0.1:7000@70000",
          ":7000@17000",
          "10.0.0.1:7000@x"
        }) {
      refused(
          ConfigParseError.Kind.INVALID_ADDRESS,
          3,
          "invalid address: " + wrong,
          with("10.0.0.1:7000@17000", wrong));
    }
  }

  @Test
  void refusesWrongSlots() {
    for (String wrong : new String[] {"0-16384", "9-3", "x", "1-"}) {
      refused(
          ConfigParseError.Kind.INVALID_SLOT_RANGE,
          3,
          "invalid slot range: " + wrong,
          with("0-99", wrong));
    }
  }

  @Test
  void refusesASlotOfTwoOwners() {
    refused(
        ConfigParseError.Kind.INVALID_SLOT_RANGE,
        4,
        "invalid slot range: slot 99 has two owners",
        with("disconnected\n", "disconnected 99\n"));
  }

  @Test
  void refusesANodeThatIsThereTwiceAndAPrimaryThatIsNot() {
    String line = CONF.write().lines().toList().get(3) + "\n";
    refused(
        ConfigParseError.Kind.INVALID_NODE_LINE,
        5,
        "invalid node line: node " + B,
        with(line, line + line));
    NodeId unknown = new NodeId(new UUID(9, 9));
    refused(
        ConfigParseError.Kind.INVALID_NODE_LINE,
        4,
        "invalid node line: its primary",
        with("fail? " + A, "fail? " + unknown));
  }

  @Test
  void noticesEveryChangedCharacterAndEveryCut() {
    String written = CONF.write();
    for (int at = 0; at < written.length() - 1; at++) {
      char other = written.charAt(at) == '7' ? '8' : '7';
      String changed = written.substring(0, at) + other + written.substring(at + 1);
      assertThrows(ConfigParseError.class, () -> NodesConf.parse(changed), changed);
      String cut = written.substring(0, at);
      assertThrows(ConfigParseError.class, () -> NodesConf.parse(cut), cut);
    }
    refused(ConfigParseError.Kind.INVALID_CHECKSUM, 1, "invalid checksum: there is none", "");
  }
}
