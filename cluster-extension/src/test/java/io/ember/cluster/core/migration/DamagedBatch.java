package io.ember.cluster.core.migration;

/** Batches that are not what the source has read from its store. */
public final class DamagedBatch {
  private DamagedBatch() {}

  /** {@return the batch with one bit of its content on its way turned over} */
  public static MigrationBatch flipped(MigrationBatch batch, int bit) {
    byte[] content = batch.content().clone();
    content[Math.floorMod(bit >> 3, content.length)] ^= (byte) (1 << (bit & 7));
    return new MigrationBatch(
        batch.id(),
        batch.attempt(),
        batch.sourceEpoch(),
        batch.targetEpoch(),
        batch.log(),
        batch.sequence(),
        batch.kind(),
        content,
        batch.crc());
  }

  /** {@return the batch with other content, and a checksum that says it was always so} */
  public static MigrationBatch forged(MigrationBatch batch, byte[] content) {
    Migration of =
        new Migration(
            batch.id(),
            batch.attempt(),
            io.ember.cluster.model.SlotSet.EMPTY,
            Migration.Side.SOURCE,
            new io.ember.cluster.model.NodeId(new java.util.UUID(0, 0)),
            batch.sourceEpoch(),
            batch.targetEpoch(),
            false,
            false);
    return MigrationBatch.of(of, batch.log(), batch.sequence(), batch.kind(), content);
  }
}
