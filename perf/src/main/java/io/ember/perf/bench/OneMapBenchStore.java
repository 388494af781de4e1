package io.ember.perf.bench;

import io.ember.engine.Bytes;
import io.ember.engine.Key;
import io.ember.engine.KeyHasher;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;

/** One Chronicle Map for all keys, used through its ordinary interface. */
final class OneMapBenchStore implements BenchStore {
  private static final int AVERAGE_VALUE_BYTES = 64;

  private final ChronicleMap<Bytes, Bytes> map;
  private final Bytes value = new Bytes();
  private Bytes found = new Bytes();

  /**
   * @param entries that the map is made for
   */
  OneMapBenchStore(long entries) {
    map =
        ChronicleMapBuilder.of(Bytes.class, Bytes.class)
            .keyMarshallers(BytesMarshaller.INSTANCE, BytesMarshaller.INSTANCE)
            .valueMarshallers(BytesMarshaller.INSTANCE, BytesMarshaller.INSTANCE)
            .averageKeySize(KeyPicks.KEY_BYTES)
            .averageValueSize(AVERAGE_VALUE_BYTES)
            .entries(entries * 5 / 4)
            .putReturnsNull(true)
            .removeReturnsNull(true)
            .checksumEntries(false)
            .skipCloseOnExitHook(true)
            .create();
  }

  @Override
  public KeyHasher hasher() {
    return (array, offset, length) -> 0; // the map hashes keys itself
  }

  @Override
  public void prefetch(Key[] keys, int count) {}

  @Override
  public int get(Key key, byte[] target) {
    Bytes there = map.getUsing(key.bytes(), found);
    if (there == null) {
      return -1;
    }
    found = there;
    System.arraycopy(there.array(), there.offset(), target, 0, there.length());
    return there.length();
  }

  @Override
  public void put(Key key, byte[] bytes, int length) {
    map.put(key.bytes(), value.wrap(bytes, 0, length));
  }

  @Override
  public void close() {
    map.close();
  }
}
