package io.ember.offheap;

import net.openhft.chronicle.algo.hashing.LongHashFunction;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.bytes.RandomDataInput;
import net.openhft.chronicle.bytes.RandomDataOutput;
import net.openhft.chronicle.hash.AbstractData;
import net.openhft.chronicle.hash.Data;
import net.openhft.chronicle.hash.serialization.DataAccess;
import net.openhft.chronicle.wire.WireIn;
import net.openhft.chronicle.wire.WireOut;
import org.jspecify.annotations.Nullable;

/**
 * Shows a slice to a map, without garbage: hash, comparison and writing go straight to the bytes.
 * One per context, used by the thread of the context.
 */
public final class SliceAccess extends AbstractData<Slice> implements DataAccess<Slice> {
  private static final Slice NOTHING = new Slice();

  private transient Slice slice = NOTHING;

  @Override
  public RandomDataInput bytes() {
    return BytesStore.wrap(slice.toByteArray());
  }

  @Override
  public long offset() {
    return 0;
  }

  @Override
  public long size() {
    return slice.length();
  }

  @Override
  public long hash(LongHashFunction function) {
    return slice.hash(); // the function is XXH64 with seed 0 as well: SelfCheck compares them
  }

  @Override
  public boolean equivalent(RandomDataInput source, long sourceOffset) {
    return slice.sameAs(source.addressForRead(sourceOffset));
  }

  @Override
  @SuppressWarnings("rawtypes")
  public void writeTo(RandomDataOutput target, long targetOffset) {
    slice.copyTo(target.addressForWrite(targetOffset));
  }

  @Override
  public Slice get() {
    return slice;
  }

  @Override
  public Slice getUsing(@Nullable Slice using) {
    byte[] copy = slice.toByteArray();
    return (using == null ? new Slice() : using).wrap(copy, 0, copy.length);
  }

  @Override
  public Data<Slice> getData(Slice instance) {
    slice = instance;
    return this;
  }

  @Override
  public void uninit() {
    slice = NOTHING;
  }

  @Override
  public DataAccess<Slice> copy() {
    return new SliceAccess();
  }

  @Override
  public void writeMarshallable(WireOut wire) {
    // stateless between uses: nothing to write
  }

  @Override
  public void readMarshallable(WireIn wire) {
    // stateless between uses: nothing to read
  }
}
