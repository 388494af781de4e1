package io.ember.cluster.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.model.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Nodes in one process, each with its directory, over a network of which links can be cut. */
final class RaftCluster implements AutoCloseable {
  static final RaftSettings SETTINGS = new RaftSettings(5, 300, 1_000_000, 3_000, 1_000, 1 << 20);
  private static final long WAIT_SECONDS = 30;
  private static final long POLL_NS = 5_000_000;

  final LocalNetwork network = new LocalNetwork();
  private final Path directory;
  private final RaftSettings settings;
  private final UUID cluster = UUID.randomUUID();
  private final Map<Integer, Member> members = new TreeMap<>();

  /** A node of the test. */
  final class Member {
    final NodeId id;
    final Generations generations = new Generations();
    final Path home;
    ListMachine machine = new ListMachine();
    private @Nullable RaftNode running;

    Member(int number) {
      id = new NodeId(new UUID((long) number << 32 | 0xabcdefL, number));
      home = directory.resolve("node" + number);
    }

    Member start(boolean bootstrap) {
      machine = new ListMachine();
      RaftStorage storage = new RaftStorage(home, id, cluster, generations);
      RaftNode.Context context =
          new RaftNode.Context(network.of(id), this::others, machine, new RaftListener() {});
      running =
          bootstrap
              ? RaftNode.bootstrap(settings, storage, context)
              : RaftNode.join(settings, storage, context);
      return this;
    }

    private Collection<NodeId> others() {
      return members.values().stream().map(member -> member.id).toList();
    }

    RaftNode node() {
      return Objects.requireNonNull(running);
    }

    boolean wasStarted() {
      return running != null;
    }

    void stop() {
      node().close();
    }

    ProposalResult propose(String command) {
      return await(node().propose(command.getBytes(StandardCharsets.UTF_8)).toCompletableFuture());
    }

    /** Proposes what must succeed. */
    String apply(String command) {
      ProposalResult result = propose(command);
      assertThat(result).isInstanceOf(ProposalResult.Applied.class);
      return new String(((ProposalResult.Applied) result).answer(), StandardCharsets.UTF_8);
    }

    VoterChange setVoters(int... numbers) {
      return await(node().setVoters(ids(numbers)).toCompletableFuture());
    }

    boolean leads() {
      return node().view().role() == RaftRole.LEADER;
    }

    Path segmentDirectory() {
      return home.resolve(Long.toString(generations.current()))
          .resolve(cluster.toString())
          .resolve("current");
    }
  }

  /** A count that outlives the node's directory. */
  static final class Generations implements RaftGenerations {
    private volatile long current;

    @Override
    public long current() {
      return current;
    }

    @Override
    public void save(long generation) {
      current = generation;
    }
  }

  RaftCluster(Path directory) {
    this(directory, SETTINGS);
  }

  RaftCluster(Path directory, RaftSettings settings) {
    this.directory = directory;
    this.settings = settings;
  }

  /**
   * Begins with one node, number 1, adds learners up to the count, and makes the first ones voters.
   */
  static RaftCluster of(Path directory, int nodes, int voters) {
    return of(directory, SETTINGS, nodes, voters);
  }

  static RaftCluster of(Path directory, RaftSettings settings, int nodes, int voters) {
    RaftCluster cluster = new RaftCluster(directory, settings);
    cluster.add(1).start(true);
    for (int number = 2; number <= nodes; number++) {
      cluster.add(number).start(false);
    }
    if (voters > 1) {
      assertThat(cluster.member(1).setVoters(cluster.firstNumbers(voters)))
          .isInstanceOf(VoterChange.Done.class);
    }
    cluster.leader();
    for (int number : cluster.firstNumbers(voters)) {
      until(() -> cluster.member(number).node().member().isPresent());
    }
    return cluster;
  }

  private int[] firstNumbers(int count) {
    return members.keySet().stream().mapToInt(Integer::intValue).limit(count).toArray();
  }

  UUID id() {
    return cluster;
  }

  Member add(int number) {
    Member member = new Member(number);
    members.put(number, member);
    return member;
  }

  Member member(int number) {
    return Objects.requireNonNull(members.get(number));
  }

  Collection<Member> all() {
    return members.values();
  }

  Set<NodeId> ids(int... numbers) {
    return java.util.Arrays.stream(numbers)
        .mapToObj(number -> member(number).id)
        .collect(Collectors.toSet());
  }

  /** Waits until one of these nodes leads. */
  Member leaderOf(Collection<Member> some) {
    List<Member> leader = new ArrayList<>();
    until(
        () -> {
          leader.clear();
          some.stream()
              .filter(member -> member.wasStarted() && member.leads())
              .forEach(leader::add);
          return leader.size() == 1;
        });
    return leader.get(0);
  }

  Member leader() {
    return leaderOf(all());
  }

  List<Member> allBut(Member... some) {
    List<Member> rest = new ArrayList<>(all());
    rest.removeAll(List.of(some));
    return rest;
  }

  /** Cuts one node off from all others. */
  void isolate(Member alone) {
    allBut(alone).forEach(other -> network.cut(alone.id, other.id));
  }

  /** Waits until every node has exactly these commands. */
  void allHave(List<String> commands) {
    for (Member member : all()) {
      until(() -> member.machine.commands().size() >= commands.size());
      assertThat(member.machine.commands()).isEqualTo(commands);
    }
  }

  /** Looks again and again until it is so. */
  static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("nothing in " + WAIT_SECONDS + " s").isNegative();
      LockSupport.parkNanos(POLL_NS);
    }
  }

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw new AssertionError("no result in " + WAIT_SECONDS + " s", e);
    }
  }

  /** Copies a directory as a crash would leave it: as it is, while the node runs. */
  static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(each)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!file.getFileName().toString().equals("in_use.lock")) {
              try {
                Files.copy(file, to.resolve(from.relativize(file)));
              } catch (NoSuchFileException replaced) {
                return FileVisitResult.CONTINUE;
              }
            }
            return FileVisitResult.CONTINUE;
          }

          /** A member that runs meanwhile deletes the snapshots that it has replaced. */
          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
  }

  static void delete(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (var files = Files.walk(root)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void close() {
    // Side by side: each waits for a thread of Ratis that looks at its queue once a second.
    ExecutorService threads = Executors.newCachedThreadPool();
    List<CompletableFuture<Void>> stops =
        all().stream()
            .filter(Member::wasStarted)
            .map(member -> CompletableFuture.runAsync(member::stop, threads))
            .toList();
    threads.shutdown();
    stops.forEach(CompletableFuture::join);
    network.close();
  }
}
