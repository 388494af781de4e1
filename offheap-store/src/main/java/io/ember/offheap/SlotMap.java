package io.ember.offheap;

import net.openhft.chronicle.hash.VanillaGlobalMutableState;
import net.openhft.chronicle.hash.impl.InMemoryChronicleHashResources;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import net.openhft.chronicle.map.VanillaChronicleMap;

/**
 * A slot's Chronicle Map, in memory, with one segment.
 *
 * <p>It differs from the stock map in two ways that matter when there are 16384. The stock map
 * keeps a page free in front of its segment header, useful in a file: here the header starts the
 * memory and the global state lies in the header's unused third cache line. And the stock
 * constructor walks the stack, looks for classes in every jar and reflects: here a map is a clone
 * of a template that was constructed once and never got memory.
 *
 * <p>Owner thread: that of the slot.
 */
final class SlotMap extends VanillaChronicleMap<Slice, Slice, Object> implements Cloneable {
  private static final int GLOBAL_STATE_OFFSET = 128;

  private MapShape shape = MapShape.NONE;
  private long base;

  private SlotMap(ChronicleMapBuilder<Slice, Slice> builder) {
    super(builder);
  }

  /** {@return a map without memory, to be cloned only} */
  static SlotMap template(ChronicleMapBuilder<Slice, Slice> builder) {
    return new SlotMap(builder);
  }

  /**
   * {@return a new empty map; only templates create}
   *
   * @throws OutOfMemoryError if there is no memory
   */
  SlotMap create(MapShape ofShape) {
    SlotMap map;
    try {
      map = (SlotMap) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
    map.allocate(ofShape);
    return map;
  }

  private void allocate(MapShape ofShape) {
    InMemoryChronicleHashResources resources = new InMemoryChronicleHashResources();
    initTransients();
    headerSize = GLOBAL_STATE_OFFSET;
    createInMemoryStoreAndSegments(resources);
    resources.setChronicleHashIdentityString("slot map");
    registerCleaner();
    shape = ofShape;
    base = segmentBaseAddr(0);
    if (base - segmentHeaderAddress(0) != MapShape.HEADER_BYTES) {
      throw new IllegalStateException(
          "this Chronicle Map lays its segment header out in an unknown way");
    }
  }

  /** {@return what the map looks like inside} */
  MapShape shape() {
    return shape;
  }

  /** {@return the address of its tier} */
  long base() {
    return base;
  }

  @Override
  public long mapHeaderInnerSize() {
    // The stock map adds what it reserves for the global state: so the sum is 0, where the header
    // shall begin.
    return -RESERVED_GLOBAL_MUTABLE_STATE_BYTES;
  }

  @Override
  protected VanillaGlobalMutableState createGlobalMutableState() {
    return new GlobalState();
  }
}
