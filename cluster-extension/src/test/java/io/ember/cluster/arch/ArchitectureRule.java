package io.ember.cluster.arch;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.EvaluationResult;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.elements.ClassesShould;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** One rule of docs/architecture.md. Immutable. */
enum ArchitectureRule {
  /** A package that the order does not know could see anything. */
  EVERY_PACKAGE_HAS_ITS_PLACE {
    @Override
    ArchRule in(PackageLayout layout) {
      return classes()
          .that()
          .resideInAPackage(layout.cluster() + "..")
          .should()
          .resideInAnyPackage(layout.clusterPackages().toArray(String[]::new));
    }
  },

  /**
   * Each package sees only what is left of it in the order; the two siblings do not see each other.
   */
  EACH_SEES_ONLY_WHAT_IS_LEFT_OF_IT {
    @Override
    ArchRule in(PackageLayout layout) {
      return classes().should(seeOnlyWhatIsLeftOfThem(layout));
    }
  },

  NO_PACKAGE_CYCLES {
    @Override
    ArchRule in(PackageLayout layout) {
      return slices().assignedFrom(parts(layout)).should().beFreeOfCycles();
    }
  },

  CHRONICLE_ONLY_IN_OFFHEAP {
    @Override
    ArchRule in(PackageLayout layout) {
      return door(layout, "net.openhft.chronicle", layout.offheap() + "..");
    }
  },

  AFFINITY_ONLY_IN_LANE {
    @Override
    ArchRule in(PackageLayout layout) {
      return door(layout, "net.openhft.affinity", layout.inCluster("lane"));
    }
  },

  JNA_ONLY_IN_LANE {
    @Override
    ArchRule in(PackageLayout layout) {
      return door(layout, "com.sun.jna", layout.inCluster("lane"));
    }
  },

  DISRUPTOR_ONLY_IN_LANE {
    @Override
    ArchRule in(PackageLayout layout) {
      return door(layout, "com.lmax.disruptor", layout.inCluster("lane"));
    }
  },

  NETTY_ONLY_IN_SERVER_WIRE_AND_BUS {
    @Override
    ArchRule in(PackageLayout layout) {
      return door(
          layout,
          "io.netty",
          layout.inCluster("server"),
          layout.inCluster("wire"),
          layout.inCluster("bus") + "..");
    }
  },

  RATIS_ONLY_IN_RAFT {
    @Override
    ArchRule in(PackageLayout layout) {
      return door(layout, "org.apache.ratis", layout.inCluster("raft"));
    }
  },

  MAPDB_ONLY_IN_PERSIST_AND_RAFT {
    @Override
    ArchRule in(PackageLayout layout) {
      return door(layout, "org.mapdb", layout.inCluster("persist"), layout.inCluster("raft"));
    }
  },

  NO_CLOCK_IN_CORES {
    @Override
    ArchRule in(PackageLayout layout) {
      return cores(layout)
          .callCodeUnitWhere(calls("java.lang.System", "currentTimeMillis|nanoTime"))
          .orShould()
          .callCodeUnitWhere(calls("java.time.temporal.TemporalAccessor", "now"))
          .orShould()
          .dependOnClassesThat(
              named("java.time.Clock", "java.util.Calendar", "java.util.Date", "java.util.Timer"));
    }
  },

  NO_THREAD_IN_CORES {
    @Override
    ArchRule in(PackageLayout layout) {
      DescribedPredicate<JavaClass> unitsOfTime = named("java.util.concurrent.TimeUnit");
      return cores(layout)
          .dependOnClassesThat(
              inPackage("java.util.concurrent").and(DescribedPredicate.not(unitsOfTime)))
          .orShould()
          .dependOnClassesThat(assignableTo(Thread.class).or(assignableTo(ThreadLocal.class)))
          .orShould()
          .callCodeUnitWhere(
              calls("java.lang.Object", "notify|notifyAll|parallel|parallelStream|wait"));
    }
  },

  NO_SOCKET_OR_FILE_IN_CORES {
    @Override
    ArchRule in(PackageLayout layout) {
      return cores(layout)
          .dependOnClassesThat(inPackage("java.net"))
          .orShould()
          .dependOnClassesThat(inPackage("javax.net"))
          .orShould()
          .dependOnClassesThat(inPackage("java.nio.channels"))
          .orShould()
          .dependOnClassesThat(inPackage("java.nio.file"))
          .orShould()
          .dependOnClassesThat(
              named(
                  "java.io.File",
                  "java.io.FileInputStream",
                  "java.io.FileOutputStream",
                  "java.io.FileReader",
                  "java.io.FileWriter",
                  "java.io.RandomAccessFile"));
    }
  },

  /** A core may be handed a generator; it must not make one, nor ask for one that nobody seeded. */
  NO_RANDOMNESS_IN_CORES {
    @Override
    ArchRule in(PackageLayout layout) {
      return cores(layout)
          .dependOnClassesThat(
              named(
                  "java.security.SecureRandom",
                  "java.util.Random",
                  "java.util.SplittableRandom",
                  "java.util.concurrent.ThreadLocalRandom",
                  "java.util.random.RandomGeneratorFactory"))
          .orShould()
          .callCodeUnitWhere(calls("java.lang.Math", "random"))
          .orShould()
          .callCodeUnitWhere(calls("java.util.UUID", "randomUUID"))
          .orShould()
          .callCodeUnitWhere(calls("java.util.random.RandomGenerator", "of|getDefault"))
          .orShould()
          .callCodeUnitWhere(calls("java.util.Collections", "shuffle"));
    }
  },

  NO_LOGGING_IN_CORES {
    @Override
    ArchRule in(PackageLayout layout) {
      return cores(layout)
          .dependOnClassesThat(inPackage("org.slf4j"))
          .orShould()
          .dependOnClassesThat(inPackage("java.util.logging"))
          .orShould()
          .dependOnClassesThat(named("java.io.PrintStream", "java.lang.System$Logger"))
          .orShould()
          .callCodeUnitWhere(calls("java.lang.Throwable", "printStackTrace"));
    }
  };

  /** {@return the rule for a layout} */
  abstract ArchRule in(PackageLayout layout);

  /** {@return what breaks the rule in these classes, a line each} */
  final List<String> violations(PackageLayout layout, JavaClasses classes) {
    EvaluationResult result = in(layout).allowEmptyShould(true).evaluate(classes);
    return result.getFailureReport().getDetails();
  }

  /** {@return the package that holds the fixtures that break this rule} */
  final String plantedName() {
    return name().toLowerCase(Locale.ROOT).replace("_", "");
  }

  private static ClassesShould cores(PackageLayout layout) {
    return noClasses().that().resideInAPackage(layout.inCluster("core") + "..").should();
  }

  private static ArchRule door(PackageLayout layout, String library, String... doors) {
    return noClasses()
        .that()
        .resideInAPackage(layout.base() + "..")
        .and()
        .resideOutsideOfPackages(doors)
        .should()
        .dependOnClassesThat(inPackage(library));
  }

  /** {@return matches the classes of a package and of those below it} */
  private static DescribedPredicate<JavaClass> inPackage(String root) {
    return DescribedPredicate.describe(
        "are in " + root,
        type -> PackageLayout.isIn(type.getBaseComponentType().getPackageName(), root));
  }

  private static DescribedPredicate<JavaClass> named(String... names) {
    Set<String> all = Set.of(names);
    return DescribedPredicate.describe(
        "are one of " + String.join(", ", names),
        type -> all.contains(type.getBaseComponentType().getName()));
  }

  /** {@return matches calls of a type's methods, or those of its subtypes, by their whole name} */
  private static DescribedPredicate<JavaCall<?>> calls(String type, String methods) {
    return DescribedPredicate.describe(
        "are to " + type + ", methods " + methods,
        call ->
            call.getTargetOwner().isAssignableTo(type)
                && call.getTarget().getName().matches(methods));
  }

  private static ArchCondition<JavaClass> seeOnlyWhatIsLeftOfThem(PackageLayout layout) {
    return new ArchCondition<>("see only what is left of them in the order of packages") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          String from = type.getPackageName();
          String to = dependency.getTargetClass().getBaseComponentType().getPackageName();
          if (!layout.maySee(from, to)) {
            events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
          }
        }
      }
    };
  }

  private static SliceAssignment parts(PackageLayout layout) {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        String name = type.getPackageName();
        return layout.isOurs(name)
            ? SliceIdentifier.of(layout.partOf(name))
            : SliceIdentifier.ignore();
      }

      @Override
      public String getDescription() {
        return "packages";
      }
    };
  }
}
