package io.ember.cluster.wire;

import java.util.Arrays;
import java.util.List;

/**
 * What holds for any bytes: a decoder never throws, never reads behind what has arrived, and finds
 * the same calls however the bytes are cut into pieces. Held against random bytes in every build
 * and by a coverage-guided fuzzer in a profile.
 */
final class DecoderProperty {
  private DecoderProperty() {}

  /**
   * Checks the property.
   *
   * @param cuts any numbers: where to cut
   */
  static void check(byte[] stream, int[] cuts, boolean authenticated) {
    List<String> whole = decode(authenticated, stream);
    byte[][] pieces = cut(stream, cuts);

    List<String> inPieces = decode(authenticated, pieces);

    if (!inPieces.equals(whole)) {
      throw new AssertionError("in pieces " + inPieces + ", as a whole " + whole);
    }
  }

  private static List<String> decode(boolean authenticated, byte[]... pieces) {
    DecoderProbe probe = new DecoderProbe();
    probe.decoder().setAuthenticated(authenticated);
    for (byte[] piece : pieces) {
      probe.feed(piece);
    }
    probe.close();
    if (probe.blobs().stream().anyMatch(blob -> blob.capacity() > 0)) {
      throw new AssertionError("a large argument was not freed");
    }
    return probe.outcomes();
  }

  private static byte[][] cut(byte[] stream, int[] cuts) {
    int[] places = new int[cuts.length + 2];
    for (int i = 0; i < cuts.length; i++) {
      places[i + 1] = Math.floorMod(cuts[i], stream.length + 1);
    }
    places[cuts.length + 1] = stream.length;
    Arrays.sort(places);
    byte[][] pieces = new byte[cuts.length + 1][];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = Arrays.copyOfRange(stream, places[i], places[i + 1]);
    }
    return pieces;
  }
}
