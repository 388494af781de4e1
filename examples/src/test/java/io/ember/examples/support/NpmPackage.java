package io.ember.examples.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A client from npm with a script that uses it. Without a lock file, which would name the registry
 * of whoever wrote it: the version is exact instead.
 */
public final class NpmPackage {
  private NpmPackage() {}

  /**
   * Installs a package into the build's directory, once; where that is not possible the test is
   * skipped.
   *
   * @param name of the package
   * @param version exact
   * @param script a resource in {@code /clients}
   * @return the directory in which the script can run
   */
  public static Path install(String name, String version, String script)
      throws IOException, InterruptedException {
    assumeTrue(
        RedisServer.isOnPath("npm") && RedisServer.isOnPath("node"),
        "npm and node are not on the PATH: " + name + " is not tested");
    Path home = EmberNode.projectDir().resolve("examples/target/npm-" + name);
    Files.createDirectories(home);
    try (var source = NpmPackage.class.getResourceAsStream("/clients/" + script)) {
      assertThat(source).isNotNull();
      Files.copy(source, home.resolve(script), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.isDirectory(home.resolve("node_modules/" + name))) {
      ToolRun npm =
          ToolRun.of(
              home,
              List.of(
                  "npm",
                  "install",
                  "--no-package-lock",
                  "--no-save",
                  "--no-audit",
                  "--no-fund",
                  "--prefix",
                  home.toString(),
                  name + "@" + version));
      assumeTrue(
          npm.exitCode() == 0,
          "npm cannot install " + name + "@" + version + ": it is not tested: " + npm.output());
    }
    return home;
  }
}
