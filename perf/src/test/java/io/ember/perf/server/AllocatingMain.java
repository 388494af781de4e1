package io.ember.perf.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Allocates as many bytes as a line of its input says and answers with the number. */
final class AllocatingMain {
  private AllocatingMain() {}

  public static void main(String[] args) throws IOException {
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      byte[] memory = new byte[Integer.parseInt(line)];
      System.out.println(memory.length);
      System.out.flush();
    }
  }
}
