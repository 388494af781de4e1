package io.ember.cluster.wire;

import io.ember.engine.Blob;
import io.ember.engine.Caller;
import io.ember.engine.EngineCall;
import io.ember.engine.HeapBlob;
import io.ember.engine.ReplyCollector;
import io.ember.engine.ReplySink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Feeds bytes to a decoder in pieces and notes what came of it, as text. Between two pieces it
 * moves what the decoder retains to a fresh array at another place, and overwrites the old one, so
 * that a decoder that looks back is found out.
 */
final class DecoderProbe {
  static final Caller NOBODY =
      new Caller() {
        @Override
        public long id() {
          return 1;
        }

        @Override
        public boolean isEmbedded() {
          return true;
        }
      };

  private static final class ProbeCall extends EngineCall {
    private final ReplyCollector collector = new ReplyCollector();

    @Override
    public ReplySink reply() {
      return collector;
    }

    @Override
    public void resetReply() {
      collector.reset();
    }

    @Override
    public void completed() {}
  }

  private final List<HeapBlob> blobs = new ArrayList<>();
  private final RequestDecoder decoder =
      new RequestDecoder(
          capacity -> {
            HeapBlob blob = new HeapBlob(capacity);
            blobs.add(blob);
            return blob;
          });
  private final List<String> outcomes = new ArrayList<>();
  private byte[] array = {};
  private int end;
  private ProbeCall call = new ProbeCall();
  private boolean begun;
  private boolean malformed;

  /** {@return a call that nobody executes} */
  static EngineCall newCall() {
    return new ProbeCall();
  }

  RequestDecoder decoder() {
    return decoder;
  }

  /** {@return the blobs that were allocated} */
  List<HeapBlob> blobs() {
    return blobs;
  }

  /** {@return the calls as {@code [a, b]}, and the error at the end if there was one} */
  List<String> outcomes() {
    return outcomes;
  }

  DecoderProbe feed(String text) {
    return feed(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  DecoderProbe feed(byte[] piece) {
    if (malformed) {
      return this;
    }
    int from = 0;
    if (decoder.blobBytesWanted() > 0 && decoder.position() == end) {
      ByteBuffer source = ByteBuffer.wrap(piece);
      decoder.feedBlob(source);
      from = source.position();
    }
    append(piece, from);
    decode();
    return this;
  }

  /** Lets go of a call that was not finished, as a connection does that ends. */
  void close() {
    decoder.close();
    call.clear();
  }

  private void append(byte[] piece, int from) {
    int kept = end - decoder.retainFrom();
    int shift = piece.length % 7;
    byte[] fresh = new byte[shift + kept + piece.length - from];
    System.arraycopy(array, decoder.retainFrom(), fresh, shift, kept);
    System.arraycopy(piece, from, fresh, shift + kept, piece.length - from);
    int delta = shift - decoder.retainFrom();
    if (begun) {
      call.rebase(fresh, delta);
    }
    decoder.moved(delta);
    java.util.Arrays.fill(array, (byte) '!');
    array = fresh;
    end = fresh.length;
  }

  private void decode() {
    while (true) {
      if (!begun) {
        call.begin(NOBODY, array, (bytes, offset, length) -> 0);
        begun = true;
      }
      switch (decoder.decode(call, array, end)) {
        case INCOMPLETE -> {
          if (!decoder.isInsideCall()) {
            begun = false;
          }
          return;
        }
        case CALL -> {
          outcomes.add(text(call));
          call.clear();
          call = new ProbeCall();
          begun = false;
        }
        default -> {
          outcomes.add(decoder.errorText());
          malformed = true;
          return;
        }
      }
    }
  }

  private static String text(EngineCall call) {
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < call.argumentCount(); i++) {
      Blob blob = call.argumentBlob(i);
      String content = new String(call.argumentBytes(i), StandardCharsets.ISO_8859_1);
      arguments.add(blob == null ? content : "blob:" + content);
    }
    return arguments.toString();
  }
}
