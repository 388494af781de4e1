package io.ember.cluster.persist;

import io.ember.engine.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.mapdb.DB;
import org.mapdb.DBException;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;

/**
 * Named values in one MapDB file that is replaced as a whole.
 *
 * <p>A file is never changed in place, because MapDB's write-ahead log is not replayed after a
 * crash: {@link #save} writes a new file, forces it, renames it over the old one and forces the
 * directory. Whenever the process or the machine stops, the file is the old or the new one. A save
 * takes some tens of milliseconds. One thread at a time; one process at a time ({@link
 * DirectoryLock}).
 */
final class MetadataFile {
  private static final String MAP_NAME = "metadata";

  private final Path directory;
  private final Path file;
  private final Path temporary;

  /**
   * @param directory exists
   * @param name of the file in it
   */
  MetadataFile(Path directory, String name) {
    this.directory = directory;
    this.file = directory.resolve(name);
    this.temporary = directory.resolve(name + ".new");
  }

  /** {@return whether something was ever saved} */
  boolean exists() {
    return Files.exists(file);
  }

  /**
   * {@return what was saved last}
   *
   * @throws StoreException if there is no file, or it is damaged
   */
  Map<String, byte[]> load() {
    try (DB db =
        DBMaker.fileDB(file.toFile()).fileChannelEnable().fileLockDisable().readOnly().make()) {
      return new TreeMap<>(db.hashMap(MAP_NAME, Serializer.STRING, Serializer.BYTE_ARRAY).open());
    } catch (DBException | ClassCastException | IndexOutOfBoundsException | AssertionError e) {
      // A damaged file can meet any check inside MapDB, not only those that it reports well.
      throw new StoreException("cannot read " + file + ", it is damaged: " + e.getMessage(), e);
    }
  }

  /**
   * Replaces what was saved; it is on disk when this returns.
   *
   * @throws StoreException if it cannot be written; then what was saved before is still there
   */
  void save(Map<String, byte[]> values) {
    try {
      Files.deleteIfExists(temporary);
      write(values);
      force(temporary, StandardOpenOption.WRITE);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      force(directory, StandardOpenOption.READ);
    } catch (IOException | DBException e) {
      throw new StoreException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private void write(Map<String, byte[]> values) {
    try (DB db = DBMaker.fileDB(temporary.toFile()).fileChannelEnable().fileLockDisable().make()) {
      db.hashMap(MAP_NAME, Serializer.STRING, Serializer.BYTE_ARRAY).create().putAll(values);
    }
  }

  private static void force(Path path, StandardOpenOption mode) throws IOException {
    try (FileChannel channel = FileChannel.open(path, mode)) {
      channel.force(true);
    }
  }
}
