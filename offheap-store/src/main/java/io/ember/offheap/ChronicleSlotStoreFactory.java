package io.ember.offheap;

import io.ember.engine.BlobAllocator;
import io.ember.engine.KeyHasher;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.SlotStoreFactory;
import io.ember.engine.SlotStores;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Slot stores outside the Java heap: one Chronicle Map per slot.
 *
 * <p>Normally the memory of the maps is read and written directly. That relies on how this version
 * of Chronicle Map lays it out, so {@link #prepare} compares both ways on a few maps. If they
 * disagree, the whole node takes the ordinary interface of the maps and a warning says so. The
 * system property {@code ember.storage.path} set to {@code api} or {@code direct} forces a way, for
 * diagnosis.
 *
 * <p>Any thread.
 */
public final class ChronicleSlotStoreFactory implements SlotStoreFactory {
  private static final System.Logger LOG =
      System.getLogger(ChronicleSlotStoreFactory.class.getName());

  private final Supplier<@Nullable Throwable> selfCheck;
  private volatile StoragePath path;

  /** Made by {@link java.util.ServiceLoader}. */
  public ChronicleSlotStoreFactory() {
    this(SelfCheck::run);
  }

  /** A factory that takes the ordinary interface if the check answers why. */
  ChronicleSlotStoreFactory(Supplier<@Nullable Throwable> selfCheck) {
    this.selfCheck = selfCheck;
    this.path = StoragePath.DIRECT;
  }

  /** A factory that takes this way without a check. */
  ChronicleSlotStoreFactory(StoragePath path) {
    this.selfCheck = () -> null;
    this.path = path;
  }

  @Override
  public String name() {
    return "chronicle";
  }

  @Override
  public int priority() {
    return 100;
  }

  @Override
  public void check() {
    StartupCheck.run();
  }

  @Override
  public void prepare(SlotStoreConfig config) {
    choosePath();
    if (path == StoragePath.API) {
      StartupCheck.requireCompiler();
    }
    WarmUp.run(path, config);
  }

  private void choosePath() {
    if (StoragePath.isForced()) {
      path = StoragePath.forced();
      LOG.log(
          System.Logger.Level.WARNING,
          "storage path={0} forced by {1}",
          path,
          StoragePath.PROPERTY);
      return;
    }
    Throwable failure = selfCheck.get();
    if (failure != null) {
      path = StoragePath.API;
      LOG.log(
          System.Logger.Level.WARNING,
          "storage path=API: the self check of direct access to the maps failed. This node works, but each call takes"
              + " about ten times as long. Please report this with the versions of Java and Chronicle Map",
          failure);
    }
  }

  /** {@return the way to the maps that {@link #create} takes} */
  StoragePath path() {
    return path;
  }

  @Override
  public SlotStores create(SlotStoreConfig config) {
    return path.create(config);
  }

  @Override
  public KeyHasher hasher() {
    return Xxh64.HASHER;
  }

  @Override
  public BlobAllocator blobs() {
    return LargeValues.ALLOCATOR;
  }
}
