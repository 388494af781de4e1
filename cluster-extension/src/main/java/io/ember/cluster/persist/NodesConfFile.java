package io.ember.cluster.persist;

import io.ember.cluster.model.ConfigParseError;
import io.ember.cluster.model.NodesConf;
import io.ember.engine.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code nodes.conf} in a node's directory: what the node last knew of its cluster, for
 * people and tools, and where it looks for the others when it comes back. It decides nothing, so it
 * is not forced to disk: a damaged one is told of, with line and reason, and written anew from the
 * log. Owner thread: control.
 */
public final class NodesConfFile {
  private static final String NAME = "nodes.conf";
  private static final int MAX_BYTES = 64 << 20;
  private static final Logger LOG = LoggerFactory.getLogger(NodesConfFile.class);

  private final Path file;
  private final Path temporary;
  private String written = "";

  /**
   * @param directory of the node; exists
   */
  public NodesConfFile(Path directory) {
    file = directory.resolve(NAME);
    temporary = directory.resolve(NAME + ".new");
  }

  /** {@return what the file says; nothing if there is none, or it is damaged} */
  public Optional<NodesConf> read() {
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      if (Files.size(file) > MAX_BYTES) {
        LOG.warn("{} has more than {} bytes; it is written anew from the log", file, MAX_BYTES);
        return Optional.empty();
      }
      return Optional.of(NodesConf.parse(Files.readString(file, StandardCharsets.UTF_8)));
    } catch (ConfigParseError e) {
      LOG.warn("{} is damaged, {}; it is written anew from the log", file, e.getMessage());
      return Optional.empty();
    } catch (IOException e) {
      LOG.warn("{} cannot be read; it is written anew from the log: {}", file, e.toString());
      return Optional.empty();
    }
  }

  /**
   * Writes the file unless it says that already: a whole one takes the place of the old.
   *
   * @throws StoreException if it cannot be written; the old one is still there
   */
  public void write(NodesConf conf) {
    String text = conf.write();
    if (text.equals(written)) {
      return;
    }
    try {
      Files.writeString(temporary, text, StandardCharsets.UTF_8);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      written = text;
    } catch (IOException e) {
      throw new StoreException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
