package io.ember.cluster.wire;

import java.util.Arrays;

/**
 * What the coverage-guided fuzzer calls: the first bytes say where to cut, the rest is the stream.
 * Public because the fuzzer looks it up by name.
 */
public final class RequestDecoderFuzz {
  private static final int CUTS = 3;
  private static final int HEADER_BYTES = CUTS + 1;

  private RequestDecoderFuzz() {}

  /** Called by the fuzzer again and again. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < HEADER_BYTES) {
      return;
    }
    int[] cuts = new int[CUTS];
    for (int i = 0; i < CUTS; i++) {
      cuts[i] = input[i + 1] & 0xFF;
    }
    DecoderProperty.check(
        Arrays.copyOfRange(input, HEADER_BYTES, input.length), cuts, (input[0] & 1) == 0);
  }
}
