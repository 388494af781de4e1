package io.ember.offheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.engine.Blob;
import io.ember.engine.SlotStore;
import io.ember.engine.StoreException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NativeBlobTest {
  @Test
  void appendsFromAndCopiesToEveryKindOfBuffer() {
    byte[] content = new byte[20_000];
    new SplittableRandom(1).nextBytes(content);
    Blob blob = new NativeBlob(10);

    blob.append(ByteBuffer.wrap(content, 0, 1000));
    blob.append(ByteBuffer.wrap(content, 900, 10_000).slice().position(100));
    blob.append(
        ByteBuffer.allocateDirect(20_000).put(content).flip().position(10_900).limit(12_000));
    blob.append(ByteBuffer.wrap(content).asReadOnlyBuffer().position(12_000));

    assertThat(blob.length()).isEqualTo(20_000);
    byte[] array = new byte[20_000];
    blob.copyTo(0, array, 0, array.length);
    assertThat(array).isEqualTo(content);
    ByteBuffer direct = ByteBuffer.allocateDirect(30);
    direct.position(5);
    blob.copyTo(100, direct, 20);
    assertThat(direct.position()).isEqualTo(25);
    byte[] part = new byte[20];
    direct.get(5, part);
    assertThat(part).isEqualTo(Arrays.copyOfRange(content, 100, 120));
    ByteBuffer heap = ByteBuffer.allocate(40).position(7).slice();
    blob.copyTo(0, heap, 3);
    assertThat(heap.get(2)).isEqualTo(content[2]);
    blob.release();
  }

  @Test
  void refusesRangesOutsideOfItsLength() {
    Blob blob = new NativeBlob(100);
    blob.append(new byte[50], 0, 50);

    assertThatThrownBy(() -> blob.copyTo(40, new byte[20], 0, 20))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> blob.copyTo(-1, new byte[20], 0, 5))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> blob.copyTo(0, new byte[20], 18, 5))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> blob.write(45, new byte[20], 0, 10))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> blob.copyTo(0, ByteBuffer.allocateDirect(4), 5))
        .isInstanceOf(java.nio.BufferOverflowException.class);
    blob.release();
  }

  @Test
  void isNeverLongerThanAValueMayBe() {
    assertThatThrownBy(() -> new NativeBlob(SlotStore.MAX_VALUE_BYTES + 1))
        .isInstanceOf(StoreException.class);
    Blob blob = new NativeBlob(1);
    assertThatThrownBy(() -> blob.ensureCapacity(SlotStore.MAX_VALUE_BYTES + 1))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> blob.ensureCapacity(Integer.MIN_VALUE))
        .isInstanceOf(StoreException.class);
    blob.release();
  }

  @Test
  void commitsOnlyWhatIsWritten() {
    long before = ProcessMemory.residentBytes();
    Blob blob = new NativeBlob(SlotStore.MAX_VALUE_BYTES);
    blob.append(new byte[1000], 0, 1000);

    assertThat(ProcessMemory.residentBytes() - before).isLessThan(100L << 20);
    blob.release();
  }

  @Test
  void cannotBeUsedAfterItWasFreed() {
    Blob blob = new NativeBlob(10);
    blob.append(new byte[10], 0, 10);
    blob.release();

    assertThatThrownBy(() -> blob.copyTo(0, new byte[10], 0, 10))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(blob::release).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(blob::retain).isInstanceOf(IllegalStateException.class);
  }
}
