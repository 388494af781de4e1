package io.ember.examples.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ember.examples.process.NodeProcess;
import io.ember.examples.support.RedisServer;
import io.ember.examples.support.RespClient;
import io.ember.examples.support.RespValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames, lines and nonsense as raw bytes: replies, errors and closed connections as Redis has. */
class ProtocolIT {
  private static final Duration QUIET = Duration.ofMillis(20);
  private static final String LONG = "1".repeat(70_000);

  private static final List<String> INPUTS =
      List.of(
          // Lines.
          "PING\r\n",
          "PING\n",
          "\r\n\r\n\nPING\r\n",
          "  PING  \r\n",
          "echo\ta\r\n",
          "set a b\r\nget a\r\n",
          "SET 'q k' \"b\\x41\\n\\t\\\"\"\r\nGET 'q k'\r\n",
          "SET 'it\\'s' x\r\nGET \"it's\"\r\n",
          "ECHO \"\\xZZ\\a\\b\"\r\n",
          "ECHO \"\"\r\n",
          "''\r\n",
          "GET \"k\r\nPING\r\n",
          "GET 'k'x\r\nPING\r\n",
          "\u0000\u0000\u0000PING\r\n",
          "$5\r\nhello\r\n",
          ">3\r\n",
          ":1\r\n",
          "PING " + "x".repeat(60_000) + "\r\n",
          "x".repeat(65_536 + 2),
          // Arrays.
          "*1\r\n$4\r\nPING\r\n",
          "*1\r\n$4\r\nping\r\n*1\r\n$4\r\nPING\r\n",
          "*0\r\n*1\r\n$4\r\nPING\r\n",
          "*-1\r\n*1\r\n$4\r\nPING\r\n",
          "*-5\r\nPING\r\n",
          "*2\r\n$4\r\nECHO\r\n$0\r\n\r\n",
          "*1\r\n$0\r\n\r\nPING\r\n",
          "*2\r\n$4\r\nECHO\r\n$5\r\nhel",
          "*",
          "*1",
          "*1\r",
          "*x\r\n",
          "* 1\r\n",
          "*+1\r\n",
          "*01\r\n",
          "*1x\r\n",
          "*1048576\r\n",
          "*2147483648\r\n",
          "*99999999999999999999\r\n",
          "*" + LONG,
          "*1\r\n+PING\r\n",
          "*1\r\nPING\r\n",
          "*2\r\n*1\r\n$4\r\nECHO\r\n$1\r\na\r\n",
          "*1\r\n\r\n",
          "*1\r\n$-1\r\n",
          "*1\r\n$x\r\n",
          "*1\r\n$\r\n",
          "*1\r\n$536870912\r\n",
          "*1\r\n$536870913\r\n",
          "*1\r\n$9999999999\r\n",
          "*1\r\n$" + LONG,
          "PING\r\n*1\r\n$x\r\nPING\r\n",
          // Not Redis at all.
          "POST / HTTP/1.1\r\nHost: localhost\r\n\r\nSET hacked yes\r\n",
          "Host: localhost\r\nSET hacked yes\r\n",
          "post x\r\nPING\r\n",
          "*1\r\n$4\r\nPOST\r\n*1\r\n$4\r\nPING\r\n",
          "GET / HTTP/1.1\r\nPING\r\n",
          // The end.
          "PING\r\nQUIT\r\nPING\r\n",
          "QUIT x\r\nPING\r\n",
          "MULTI\r\nQUIT\r\nPING\r\n",
          "RESET\r\nPING\r\n",
          // Protocol versions.
          "HELLO 3 SETNAME me\r\nGET nosuch\r\nCLIENT GETNAME\r\n",
          "HELLO 3\r\n*1\r\n$x\r\n",
          // Transactions.
          "MULTI\r\nSET a 1\r\nEXEC x\r\nEXEC\r\n",
          "MULTI\r\nMULTI\r\nWATCH a\r\nEXEC\r\nPING\r\n",
          "MULTI\r\nnosuch\r\nSET a 1\r\nEXEC\r\nGET a\r\n",
          "MULTI\r\nSET a x\r\nINCR a\r\nGET a\r\nEXEC\r\n",
          "EXEC\r\nDISCARD\r\nUNWATCH\r\nWATCH\r\n",
          "WATCH a\r\nSET a 2\r\nMULTI\r\nGET a\r\nEXEC\r\n",
          "WATCH a\r\nSET a 2\r\nUNWATCH\r\nMULTI\r\nGET a\r\nEXEC\r\n",
          "MULTI\r\nDISCARD\r\nPING\r\n",
          "MULTI\r\nRESET\r\nEXEC\r\n",
          "MULTI\r\nSELECT 1\r\nPING\r\nEXEC\r\n",
          "MULTI\r\nSUBSCRIBE ch\r\nPING\r\nEXEC\r\nGET a\r\n",
          // Replies on demand.
          "CLIENT REPLY OFF\r\nPING\r\nCLIENT REPLY ON\r\nECHO a\r\n",
          "CLIENT REPLY SKIP\r\nECHO a\r\nECHO b\r\n",
          "CLIENT REPLY SKIP\r\nCLIENT REPLY SKIP\r\nECHO a\r\nECHO b\r\n",
          "CLIENT REPLY OFF\r\nCLIENT REPLY SKIP\r\nPING\r\nCLIENT REPLY ON\r\n",
          // Subscribed.
          "SUBSCRIBE a b\r\nGET a\r\nPING\r\nPING x\r\nUNSUBSCRIBE b a\r\nGET nosuch\r\n",
          "SUBSCRIBE a\r\nMULTI\r\nQUIT\r\nPING\r\n",
          "PSUBSCRIBE a*\r\nPUBLISH a x\r\nRESET\r\nPUBLISH a x\r\n",
          "HELLO 3\r\nSUBSCRIBE only\r\nGET nosuch\r\nUNSUBSCRIBE\r\n",
          "UNSUBSCRIBE\r\nPUNSUBSCRIBE\r\nSUNSUBSCRIBE\r\n",
          "CLIENT PAUSE 0\r\nPING\r\n",
          // Errors repeat arguments byte for byte, as far as a C string goes.
          "EXPIRE k 100 \u00fe\u00ff\r\nEXPIRE k 100 x\\x00y\r\nOBJECT \u00ff k\r\n",
          "nosuch \u00fe a\r\nHELLO 3 \u00fe\r\nCONFIG SET \u00fe 1\r\nPUBSUB \u00fe\r\n",
          "CLIENT LIST TYPE \u00fe\r\nCLIENT KILL TYPE \u00fe\u00ff\r\nCLIENT KILL USER \u00fe\r\n",
          // No client is of that type: the answer must not depend on who is just being
          // disconnected.
          "CLIENT KILL USER \"default\\x00y\"\r\nCLIENT KILL TYPE \"master\\x00y\"\r\n",
          "CLIENT KILL USER \"\\r\\nx\\x00\"\r\nCLIENT KILL \u00fe:1\r\nCLIENT REPLY \u00fe\r\n",
          "CONFIG GET MaxMemory MAXMEMORY nosuch\r\n",
          "CONFIG SET maxmemory x nosuch 1\r\nCONFIG SET maxmemory 0 MAXMEMORY 0\r\n");

  private static final List<String> CLUSTER_INPUTS =
      List.of(
          "MGET a b\r\nMGET {a}1 {a}2\r\nRENAME a b\r\nSELECT 1\r\nCOPY {a}1 {a}2 DB 1\r\n",
          "MULTI\r\nMGET a b\r\nEXEC\r\n",
          "MULTI\r\nGET a\r\nGET b\r\nEXEC\r\nEXEC\r\n",
          // Commands in two slots, then one that fails; and the other way round.
          "MULTI\r\nGET a\r\nGET b\r\nnosuch\r\nEXEC\r\n",
          "MULTI\r\nnosuch\r\nGET a\r\nGET b\r\nEXEC\r\n",
          "WATCH {a}\r\nSET {a} 1\r\nMULTI\r\nGET {a}\r\nGET b\r\nEXEC\r\n",
          "WATCH a b\r\nMULTI\r\nWATCH a b\r\nGET a\r\nEXEC\r\n",
          "CLUSTER REPLICAS \u00fe\r\nCLUSTER COUNT-FAILURE-REPORTS \"x\\x00y\"\r\n",
          "SSUBSCRIBE a b\r\nSSUBSCRIBE {a}1 {a}2\r\n",
          "CLUSTER KEYSLOT {a}b\r\nCLUSTER COUNTKEYSINSLOT 16384\r\nREADONLY\r\nASKING\r\n");

  @TempDir Path dir;

  /** What a server did with an input. */
  private record Outcome(List<RespValue> replies, boolean closed) {}

  @Test
  void answersRawBytesAsASingleRedisServer() throws IOException, InterruptedException {
    compare(false, INPUTS);
  }

  @Test
  void answersRawBytesAsARedisClusterOfOneNode() throws IOException, InterruptedException {
    compare(true, CLUSTER_INPUTS);
  }

  private void compare(boolean clustered, List<String> inputs)
      throws IOException, InterruptedException {
    assumeTrue(RedisServer.isInstalled(), RedisServer.MISSING);
    try (NodeProcess reference = Conformance.reference(dir, clustered);
        NodeProcess subject = Conformance.subject(dir, clustered)) {
      SoftAssertions softly = new SoftAssertions();
      for (String input : inputs) {
        Outcome expected = outcome(reference.port(), input, null);
        Outcome actual = outcome(subject.port(), input, expected);

        softly
            .assertThat(masked(actual))
            .as("%s", RespValue.escape(Dice.latin(input)))
            .isEqualTo(masked(expected));
      }
      softly.assertAll();
    }
  }

  /**
   * Sends the input on a connection of its own.
   *
   * @param like what is waited for; null to take what is there once the server has answered others
   */
  private static Outcome outcome(
      int port, String input, @org.jspecify.annotations.Nullable Outcome like) throws IOException {
    try (RespClient client = RespClient.connect(port)) {
      client.sendRaw(input);
      List<RespValue> replies = new ArrayList<>();
      if (like == null) {
        letOthersPass(port);
      } else {
        for (int i = 0; i < like.replies().size(); i++) {
          List<RespValue> one = readOne(client);
          if (one.isEmpty()) {
            break;
          }
          replies.addAll(one);
        }
      }
      boolean patient = like != null && like.closed();
      replies.addAll(client.readAll(patient ? RespClient.TIMEOUT : QUIET));
      client.setTimeout(QUIET);
      return new Outcome(replies, isClosed(client));
    }
  }

  private static List<RespValue> readOne(RespClient client) throws IOException {
    try {
      return List.of(client.read());
    } catch (java.io.EOFException | java.net.SocketException e) {
      return List.of();
    }
  }

  private static boolean isClosed(RespClient client) throws IOException {
    try {
      return client.isClosedByServer();
    } catch (java.net.SocketTimeoutException e) {
      return false;
    }
  }

  /**
   * Redis has one thread: when it has answered these it has seen what was sent before them. What
   * was sent before may kill every other connection, this one as well: then another one asks.
   */
  private static void letOthersPass(int port) throws IOException {
    try {
      pingThrice(port);
    } catch (java.io.EOFException | java.net.SocketException e) {
      pingThrice(port);
    }
  }

  private static void pingThrice(int port) throws IOException {
    try (RespClient client = RespClient.connect(port)) {
      for (int i = 0; i < 3; i++) {
        client.call("PING");
      }
    }
  }

  /** {@return the outcome without what is a server's own: greetings} */
  private static String masked(Outcome outcome) {
    StringBuilder text = new StringBuilder();
    for (RespValue reply : outcome.replies()) {
      String whole = reply.toString();
      text.append(whole.replaceAll("\\$version \\S+|\\$id :\\d+", "")).append('\n');
    }
    return text + (outcome.closed() ? "closed" : "open");
  }
}
