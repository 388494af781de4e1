package io.ember.cluster.arch;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URL;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the architecture, and proves of each rule that it sees a violation. */
final class ArchitectureTest {
  /** Fixtures whose name begins so must each be reported; the others are what these depend on. */
  private static final String PLANTED = "Planted";

  private static final JavaClasses PROJECT =
      new ClassFileImporter()
          .importUrls(
              List.of(
                  location(PackageLayout.PROJECT.engine()),
                  location(PackageLayout.PROJECT.offheap()),
                  location(PackageLayout.PROJECT.cluster())));

  private static final JavaClasses FIXTURES =
      new ClassFileImporter()
          .withImportOption(location -> location.contains("/arch/planted/"))
          .importUrl(location("io.ember.cluster.arch"));

  @ParameterizedTest
  @EnumSource
  void holdsInTheProject(ArchitectureRule rule) {
    assertThat(rule.violations(PackageLayout.PROJECT, PROJECT)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void reportsEachPlantedViolation(ArchitectureRule rule) {
    PackageLayout layout = PackageLayout.planted(rule.plantedName());
    JavaClasses planted = FIXTURES.that(resideInAPackage(layout.base() + ".."));
    List<String> offenders =
        planted.stream()
            .filter(type -> type.getSimpleName().startsWith(PLANTED))
            .map(JavaClass::getName)
            .toList();

    List<String> violations = rule.violations(layout, planted);

    assertThat(offenders).isNotEmpty();
    assertThat(offenders)
        .allSatisfy(offender -> assertThat(violations).anyMatch(line -> line.contains(offender)));
  }

  @ParameterizedTest
  @EnumSource
  void reportsNothingButThePlantedViolations(ArchitectureRule rule) {
    PackageLayout layout = PackageLayout.planted(rule.plantedName());
    JavaClasses planted = FIXTURES.that(resideInAPackage(layout.base() + ".."));

    assertThat(rule.violations(layout, planted)).allMatch(line -> line.contains(PLANTED));
  }

  @Test
  void looksAtTheModulesThatItGuards() {
    assertThat(PROJECT.stream().map(JavaClass::getPackageName))
        .anyMatch(name -> PackageLayout.isIn(name, PackageLayout.PROJECT.engine()))
        .anyMatch(name -> PackageLayout.isIn(name, PackageLayout.PROJECT.offheap()))
        .anyMatch(name -> PackageLayout.isIn(name, PackageLayout.PROJECT.cluster()))
        .noneMatch(name -> name.startsWith("io.ember.cluster.arch"));
  }

  /** {@return where the classes of a package are: a directory or a jar} */
  private static URL location(String packageName) {
    try {
      return Class.forName(packageName + ".package-info")
          .getProtectionDomain()
          .getCodeSource()
          .getLocation();
    } catch (ClassNotFoundException e) {
      throw new AssertionError("no package-info in " + packageName, e);
    }
  }
}
