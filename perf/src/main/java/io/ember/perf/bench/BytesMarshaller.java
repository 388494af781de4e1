package io.ember.perf.bench;

import io.ember.engine.Bytes;
import net.openhft.chronicle.hash.serialization.SizedReader;
import net.openhft.chronicle.hash.serialization.SizedWriter;
import net.openhft.chronicle.wire.WireIn;
import net.openhft.chronicle.wire.WireOut;
import org.jspecify.annotations.Nullable;

/** Moves runs of bytes in and out of a Chronicle Map. Stateless. */
final class BytesMarshaller implements SizedReader<Bytes>, SizedWriter<Bytes> {
  static final BytesMarshaller INSTANCE = new BytesMarshaller();

  @Override
  @SuppressWarnings("rawtypes") // as the interface has it
  public Bytes read(net.openhft.chronicle.bytes.Bytes in, long size, @Nullable Bytes using) {
    Bytes target = using == null ? new Bytes() : using;
    int length = (int) size;
    byte[] array = target.array().length >= length ? target.array() : new byte[length];
    in.read(array, 0, length);
    return target.wrap(array, 0, length);
  }

  @Override
  public long size(Bytes bytes) {
    return bytes.length();
  }

  @Override
  @SuppressWarnings("rawtypes") // as the interface has it
  public void write(net.openhft.chronicle.bytes.Bytes out, long size, Bytes bytes) {
    out.write(bytes.array(), bytes.offset(), bytes.length());
  }

  @Override
  public void readMarshallable(WireIn wire) {}

  @Override
  public void writeMarshallable(WireOut wire) {}
}
