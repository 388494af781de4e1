package io.ember.offheap;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.hash.serialization.SizedReader;
import net.openhft.chronicle.wire.WireIn;
import net.openhft.chronicle.wire.WireOut;
import org.jspecify.annotations.Nullable;

/**
 * Reads a slice from a map, without garbage when the slice that is passed in is large enough.
 * Stateless.
 */
public final class SliceReader implements SizedReader<Slice> {
  @Override
  @SuppressWarnings("rawtypes")
  public Slice read(Bytes in, long size, @Nullable Slice using) {
    Slice slice = using == null ? new Slice() : using;
    slice.copyOf(in.addressForRead(in.readPosition()), (int) size);
    in.readSkip(size);
    return slice;
  }

  @Override
  public void writeMarshallable(WireOut wire) {
    // stateless: nothing to write
  }

  @Override
  public void readMarshallable(WireIn wire) {
    // stateless: nothing to read
  }
}
