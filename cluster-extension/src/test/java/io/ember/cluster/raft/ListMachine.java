package io.ember.cluster.raft;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Remembers every command in order; answers how many it has. */
final class ListMachine implements ConfigStateMachine {
  private List<String> commands = new ArrayList<>();

  @Override
  public synchronized byte[] apply(long term, long index, byte[] command) {
    commands.add(new String(command, StandardCharsets.UTF_8));
    return Integer.toString(commands.size()).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public synchronized byte[] snapshot() {
    return String.join("\n", commands).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void restore(byte[] snapshot, long term, long index) {
    String text = new String(snapshot, StandardCharsets.UTF_8);
    commands = new ArrayList<>(text.isEmpty() ? List.of() : List.of(text.split("\n")));
  }

  synchronized List<String> commands() {
    return List.copyOf(commands);
  }
}
