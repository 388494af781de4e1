package io.ember.perf.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.engine.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReplyReaderTest {
  private static final List<String> REPLIES =
      List.of(
          "+OK\r\n",
          "$5\r\nhello\r\n",
          "$0\r\n\r\n",
          "$-1\r\n",
          "-MOVED 5 127.0.0.1:7000\r\n",
          ":12\r\n",
          "*2\r\n$1\r\na\r\n*2\r\n:1\r\n*0\r\n",
          "*0\r\n",
          "*-1\r\n",
          "$4\r\n\r\n\r\n\r\n");

  @Test
  void findsTheEndOfEveryReplyHoweverTheStreamIsCut() {
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 300; round++) {
      StringBuilder stream = new StringBuilder();
      List<Boolean> errors = new ArrayList<>();
      List<Boolean> nils = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String reply = REPLIES.get(random.nextInt(REPLIES.size()));
        stream.append(reply);
        errors.add(reply.startsWith("-"));
        nils.add(reply.equals("$-1\r\n") || reply.equals("*-1\r\n"));
      }
      assertThat(readInPieces(stream.toString(), random)).isEqualTo(new Seen(errors, nils));
    }
  }

  private record Seen(List<Boolean> errors, List<Boolean> nils) {}

  private static Seen readInPieces(String stream, SplittableRandom random) {
    ReplyReader reader = new ReplyReader();
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    List<Boolean> errors = new ArrayList<>();
    List<Boolean> nils = new ArrayList<>();
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(9));
      ByteBuffer piece = ByteBuffer.wrap(bytes, at, length);
      while (reader.next(piece)) {
        errors.add(reader.wasError());
        nils.add(reader.wasNil());
      }
      at += length;
    }
    return new Seen(errors, nils);
  }

  @Test
  void keepsTheTextOfAnError() {
    ReplyReader reader = new ReplyReader();

    assertThat(reader.next(buffer("-ERR unknown command\r\n"))).isTrue();

    assertThat(reader.wasError()).isTrue();
    assertThat(reader.errorText()).isEqualTo("ERR unknown command");
  }

  @Test
  void refusesWhatIsNoReply() {
    assertThatThrownBy(() -> new ReplyReader().next(buffer("HTTP/1.1 400\r\n")))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> new ReplyReader().next(buffer("$x\r\n")))
        .isInstanceOf(ProtocolException.class);
  }

  private static ByteBuffer buffer(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
