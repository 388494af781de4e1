package io.ember.cluster.bus;

import static io.ember.cluster.bus.BusFixture.SECRET;
import static io.ember.cluster.bus.BusFixture.node;
import static io.ember.cluster.bus.BusNode.ECHO;
import static io.ember.cluster.bus.BusNode.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.Eventually;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What strangers, and members gone bad, do to a node that two members talk to meanwhile. */
class HostileBusTest {
  private static final long MAX_GROWTH_BYTES = 100L << 20;

  private static Socket connect(BusNode node) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.bus.port()));
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** {@return whether the other side has closed the connection, without having said anything} */
  private static boolean isClosedWithoutAWord(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException e) {
      return e.getMessage() != null && e.getMessage().contains("reset");
    }
  }

  private static void assertServes(BusNode client, BusNode node) {
    assertThat(answer(client.ask(node, ECHO, "still there?"))).isEqualTo("still there?");
  }

  /** Resident memory of this process. */
  private static long residentBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .sum();
  }

  @Test
  void randomBytesHugeLengthsAndHalfOpenConnectionsCostLittleAndDisturbNobody() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    try (BusNode node = new BusNode(1);
        BusNode member = new BusNode(2)) {
      member.knows(node);
      assertServes(member, node);
      long before = residentBytes();

      for (int round = 0; round < 10; round++) {
        sendRandomBytes(node, random, 100);
        sendRandomDatagrams(node, random, 2_000);
        sendHugeLengths(node, 5);
        List<Socket> halfOpen = openHalf(node, 200);
        assertServes(member, node);
        for (Socket socket : halfOpen) {
          socket.close();
        }
      }

      long growth = residentBytes() - before;
      BusCounters counters = node.bus.counters();
      assertThat(growth).isLessThan(MAX_GROWTH_BYTES);
      assertThat(counters.get(Refusal.BAD_MAGIC)).isGreaterThan(1_000);
      assertThat(counters.get(Refusal.WRONG_VERSION)).isPositive();
      assertThat(counters.get(Refusal.BAD_TAG)).isPositive();
      assertThat(counters.get(Refusal.TOO_LONG)).isGreaterThanOrEqualTo(50);
      assertThat(counters.get(Refusal.HALF_OPEN_EVICTED)).isPositive();
      assertThat(member.bus.counters().get(BusCounters.Traffic.CONNECTIONS_OPENED)).isEqualTo(1);
      assertServes(member, node);
    }
  }

  private static void sendRandomBytes(BusNode node, SplittableRandom random, int count)
      throws IOException {
    byte[] hello =
        new SessionHandshake.Initiator(
                BusFixture.NEXT, node(2), Link.CONTROL, node.id(), BusFixture.nonce(1))
            .hello();
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[random.nextInt(4, 10_000)];
      random.nextBytes(bytes);
      if (i % 4 != 0) { // right at first: all of it signed by another secret, or up to some byte
        int right = i % 4 == 1 ? hello.length : random.nextInt(3, 60);
        System.arraycopy(hello, 0, bytes, 0, Math.min(bytes.length, right));
      }
      if (i % 4 == 3) {
        bytes[2] = 9; // another version
      }
      try (Socket socket = connect(node)) {
        writeIgnoringReset(socket, bytes);
        socket.shutdownOutput();
        assertThat(isClosedWithoutAWord(socket)).isTrue();
      }
    }
  }

  private static void writeIgnoringReset(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      assertThat(e).hasMessageMatching(".*(reset|[Bb]roken).*");
    }
  }

  private static void sendRandomDatagrams(BusNode node, SplittableRandom random, int count)
      throws IOException {
    byte[] good =
        new DatagramSeal(BusFixture.NEXT, node(2), new RunBook()).seal(node.id(), new byte[100]);
    try (DatagramSocket socket = new DatagramSocket()) {
      for (int i = 0; i < count; i++) {
        byte[] bytes = new byte[random.nextInt(1, 3_000)];
        random.nextBytes(bytes);
        if (i % 2 == 0) {
          System.arraycopy(good, 0, bytes, 0, Math.min(bytes.length, good.length));
        }
        socket.send(
            new DatagramPacket(
                bytes, bytes.length, InetAddress.getLoopbackAddress(), node.bus.port()));
      }
    }
  }

  /** Opens connections that say nothing, or half of what they should. */
  private static List<Socket> openHalf(BusNode node, int count) throws IOException {
    byte[] hello =
        new SessionHandshake.Initiator(
                SECRET, node(7), Link.CONTROL, node.id(), BusFixture.nonce(1))
            .hello();
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Socket socket = connect(node);
      sockets.add(socket);
      if (i % 2 == 0) { // a recorded hello earns a challenge and no more
        writeIgnoringReset(socket, i % 4 == 0 ? hello : new byte[] {(byte) 0xEB, 5, 1});
      }
    }
    return sockets;
  }

  /** A member, with the secret, whose frames say that they are longer than they may be. */
  private static void sendHugeLengths(BusNode node, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      try (Socket socket = connect(node)) {
        FrameCodec codec = shakeHands(socket, node, 100 + i);
        ByteBuf frame =
            codec.encode(
                UnpooledByteBufAllocator.DEFAULT,
                new Frame(Frame.Kind.ONE_WAY, ECHO, 0, new byte[9]));
        frame.setInt(6, i == 0 ? -1 : Integer.MAX_VALUE - i);
        byte[] bytes = new byte[frame.readableBytes()];
        frame.readBytes(bytes).release();
        writeIgnoringReset(socket, bytes);
        assertThat(isClosedWithoutAWord(socket)).isTrue();
      }
    }
  }

  private static FrameCodec shakeHands(Socket socket, BusNode node, int number) throws IOException {
    return shakeHands(
        socket,
        new SessionHandshake.Initiator(
            SECRET, node(number), Link.DATA, node.id(), BusFixture.nonce(number)));
  }

  private static FrameCodec shakeHands(Socket socket, SessionHandshake.Initiator initiator)
      throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(initiator.hello());
    byte[] challenge = new byte[SessionHandshake.CHALLENGE_BYTES];
    new DataInputStream(socket.getInputStream()).readFully(challenge);
    out.write(initiator.onChallenge(challenge));
    return new FrameCodec(initiator.session(), true);
  }

  @Test
  void aConnectionThatIsNotProvedInTimeIsClosed() throws IOException {
    try (BusNode node = new BusNode(1);
        BusNode member = new BusNode(2);
        Socket silent = connect(node)) {
      member.knows(node);

      assertThat(isClosedWithoutAWord(silent)).isTrue();
      assertThat(node.bus.counters().get(Refusal.HALF_OPEN_TIMEOUT)).isEqualTo(1);
      assertServes(member, node);
    }
  }

  @Test
  void aMemberWithManyConnectionsKeepsTheNewestOnly() throws IOException {
    try (BusNode node = new BusNode(1)) {
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < InboundBook.MAX_PER_NODE + 4; i++) {
        Socket socket = connect(node);
        shakeHands(socket, node, 2);
        sockets.add(socket);
      }
      for (int i = 0; i < 4; i++) {
        assertThat(isClosedWithoutAWord(sockets.get(i))).isTrue();
      }
      assertThat(node.bus.links()).hasSize(InboundBook.MAX_PER_NODE);
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void aStrangerWithTheSecretWhoSendsMoreThanJoinFramesIsSentAway() throws IOException {
    try (BusNode node = new BusNode(1);
        Socket socket = connect(node)) {
      FrameCodec codec =
          shakeHands(
              socket,
              new SessionHandshake.Initiator(
                  SECRET,
                  node(2, BusFixture.OTHER_CLUSTER, 1),
                  Link.CONTROL,
                  null,
                  BusFixture.nonce(1)));
      ByteBuf frame =
          codec.encode(
              UnpooledByteBufAllocator.DEFAULT,
              new Frame(Frame.Kind.ONE_WAY, ECHO, 0, new byte[9]));
      byte[] bytes = new byte[frame.readableBytes()];
      frame.readBytes(bytes).release();
      socket.getOutputStream().write(bytes);

      assertThat(isClosedWithoutAWord(socket)).isTrue();
      assertThat(node.heard).isEmpty();
      assertThat(node.bus.counters().get(Refusal.NOT_FOR_STRANGERS)).isEqualTo(1);
    }
  }

  @Test
  void aFrameThatWasChangedOnItsWayClosesTheConnection() throws IOException {
    try (BusNode node = new BusNode(1);
        BusNode member = new BusNode(3);
        Socket socket = connect(node)) {
      member.knows(node);
      FrameCodec codec = shakeHands(socket, node, 2);
      ByteBuf frame =
          codec.encode(
              UnpooledByteBufAllocator.DEFAULT,
              new Frame(Frame.Kind.ONE_WAY, ECHO, 0, new byte[9]));
      frame.setByte(FrameCodec.HEADER_BYTES, 1);
      byte[] bytes = new byte[frame.readableBytes()];
      frame.readBytes(bytes).release();
      socket.getOutputStream().write(bytes);

      assertThat(isClosedWithoutAWord(socket)).isTrue();
      assertThat(node.heard).isEmpty();
      Eventually.is(
          () -> {
            assertServes(member, node);
            return node.bus.counters().get(Refusal.BAD_TAG);
          },
          1L);
    }
  }

  @Test
  void aReplayedDatagramIsNotHandedOnTwice() throws IOException, InterruptedException {
    RunBook runs = new RunBook();
    runs.prove(BusFixture.id(1), 1);
    DatagramSeal seal = new DatagramSeal(SECRET, node(2), runs);
    try (BusNode node = new BusNode(1);
        DatagramSocket socket = new DatagramSocket()) {
      byte[] first = seal.seal(node.id(), BusNode.bytes("first"));
      byte[] last = seal.seal(node.id(), BusNode.bytes("last"));
      InetAddress to = InetAddress.getLoopbackAddress();
      for (int i = 0; i < 100; i++) {
        socket.send(new DatagramPacket(first, first.length, to, node.bus.port()));
      }
      socket.send(new DatagramPacket(last, last.length, to, node.bus.port()));

      assertThat(node.next().text()).isEqualTo("first");
      assertThat(node.next().text()).isEqualTo("last");
      assertThat(node.bus.counters().get(Refusal.REPLAYED)).isEqualTo(99);
    }
  }
}
