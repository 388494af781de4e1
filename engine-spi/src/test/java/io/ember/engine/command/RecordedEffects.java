package io.ember.engine.command;

import io.ember.engine.Blob;
import io.ember.engine.Bytes;
import io.ember.engine.EffectSink;
import io.ember.engine.Key;
import io.ember.engine.RemovalReason;
import java.util.ArrayList;
import java.util.List;

/** Writes down what was done to the data, one line an effect. */
final class RecordedEffects implements EffectSink {
  private final List<String> lines = new ArrayList<>();

  /** {@return the lines since the last time} */
  List<String> take() {
    List<String> taken = List.copyOf(lines);
    lines.clear();
    return taken;
  }

  private static String expiry(long expiresAtMs) {
    return expiresAtMs < 0 ? "" : " until " + expiresAtMs;
  }

  @Override
  public void put(Key key, byte type, Bytes value, long expiresAtMs) {
    lines.add("put " + key.bytes().toText() + " " + value.toText() + expiry(expiresAtMs));
  }

  @Override
  public void put(Key key, byte type, Blob value, long expiresAtMs) {
    lines.add("put " + key.bytes().toText() + " blob of " + value.length() + expiry(expiresAtMs));
  }

  @Override
  public void write(Key key, byte type, int position, Bytes bytes) {
    lines.add("write " + key.bytes().toText() + " at " + position + ": " + bytes.length());
  }

  @Override
  public void expire(Key key, long expiresAtMs) {
    lines.add("expire " + key.bytes().toText() + expiry(expiresAtMs));
  }

  @Override
  public void remove(Key key, RemovalReason reason) {
    lines.add("remove " + key.bytes().toText() + " " + reason);
  }

  @Override
  public void clear(int slot) {
    lines.add("clear " + slot);
  }
}
