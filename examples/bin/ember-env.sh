# Sourced by the launchers examples/bin/ember, examples/bin/example and perf/bin/perf: finds a JDK, builds what is missing or stale, sets up
# the process and becomes the JVM. POSIX sh.
#
# The launcher sets, before it calls launch "$@":
#   name          the command's name, for messages
#   root          the directory of the whole project
#   module        the module that holds the main class; its target/lib is the class path
#   modules       the modules whose sources make it stale, in order
#   main_class    the class to run
#   heap_initial, heap_maximum   default heap, as JVM options
#   rehearsal     the class whose run loads what a start needs; none if starts need not be fast
#   more_classes  a directory behind the class path; none by default

# What a JVM needs besides is in the root pom.xml too, for the tests: property ember.jvm.flags.
# A process that has run out of memory answers nobody and does not end: its supervisor must see it (exit code 3).
jvm_flags='-XX:+ExitOnOutOfMemoryError
  -Dchronicle.announcer.disable=true
  --add-opens java.base/java.lang=ALL-UNNAMED
  --add-opens java.base/java.lang.reflect=ALL-UNNAMED
  --add-exports jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED'
jvm_flags_from_24='--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED'

say() {
  printf '%s: %s\n' "$name" "$*" >&2
}

# EX_SOFTWARE: what the commands answer when they cannot start for another reason than their configuration.
fail() {
  say "$@"
  exit 70
}

# Prints the file that a chain of symbolic links ends at.
resolve() {
  resolved=$1
  while [ -L "$resolved" ]; do
    target=$(readlink "$resolved")
    case $target in
      /*) resolved=$target ;;
      *) resolved=$(dirname "$resolved")/$target ;;
    esac
  done
  printf '%s\n' "$resolved"
}

# Sets java, java_home and java_version (the feature release: 17, 25).
find_jdk() {
  if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, which has no bin/java; it must be a JDK, 17 or newer"
  else
    java=$(command -v java) || fail "there is no java on the PATH; install a JDK, 17 or newer, or set JAVA_HOME"
  fi
  java_home=$(dirname "$(dirname "$(resolve "$java")")")

  java_version=
  if [ -r "$java_home/release" ]; then
    java_version=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$java_home/release")
  fi
  if [ -z "$java_version" ]; then
    java_version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
  fi
  java_version=${java_version#1.}
  java_version=${java_version%%[!0-9]*}
  [ -n "$java_version" ] || fail "cannot tell the version of $java; a JDK, 17 or newer, is needed"
  [ "$java_version" -ge 17 ] || fail "$java is version $java_version; a JDK, 17 or newer, is needed"

  # The store compiles generated code when it opens its first map.
  [ -x "$java_home/bin/javac" ] || fail "$java belongs to a JRE (no javac beside it); a JDK, 17 or newer, is needed"
}

# True when the class path is missing or some source is newer than the build that made it.
is_stale() {
  [ -f "$root/$module/target/launcher.stamp" ] || return 0
  [ -d "$root/$module/target/lib" ] || return 0
  newer=$(
    cd "$root"
    set -- pom.xml .mvn
    for each in $modules; do
      set -- "$@" "$each/pom.xml" "$each/src/main"
    done
    find "$@" -newer "$module/target/launcher.stamp" 2>/dev/null | head -n 1
  )
  [ -n "$newer" ]
}

# Takes the build lock; waits for its holder, and says so. Sets waited. flock frees the lock whatever ends its holder.
# Where there is no flock, a symbolic link that names the holder is the lock, taken over when that process is gone.
lock_build() {
  waited=no
  mkdir -p "$root/target"
  lock=$root/target/launcher.lock
  if command -v flock >/dev/null 2>&1; then
    exec 9>>"$lock"
    if ! flock -n 9; then
      say_waiting "$(cat "$lock")"
      flock 9
    fi
    printf '%s\n' $$ >"$lock"
    return
  fi
  lock=$lock.link
  until ln -s $$ "$lock" 2>/dev/null; do
    holder=$(readlink "$lock") || continue
    if kill -0 "$holder" 2>/dev/null; then
      [ $waited = yes ] || say_waiting "$holder"
    elif mkdir "$lock.takeover" 2>/dev/null; then
      # One at a time, and only if it is still the dead one's lock.
      [ "$(readlink "$lock")" != "$holder" ] || rm -f "$lock"
      rmdir "$lock.takeover"
      continue
    fi
    sleep 1
  done
  trap 'rm -f "$lock"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

say_waiting() {
  waited=yes
  say "waiting for process $1, another start that is building $root (lock: $lock)"
}

unlock_build() {
  if [ -L "$lock" ]; then
    trap - EXIT HUP INT TERM
    rm -f "$lock"
  else
    exec 9>&-
  fi
}

# Shows what went wrong in the build log and ends.
build_failed() {
  if grep -q '^\[ERROR\]' "$log"; then
    # The errors, without Maven's advice on how to run Maven.
    sed -e '/^\[ERROR\] *$/d' -e '/^\[ERROR\] -> \[Help/d' -e '/^\[ERROR\] To see the full/,$d' "$log" |
      grep -E '^\[(ERROR|WARNING)\]|^    ' | tail -n 40 >&2
  else
    tail -n 20 "$log" >&2
  fi
  fail "the build failed; its whole output is in $log"
}

build() {
  log=$root/target/launcher-build.log
  failure=$root/target/launcher-build.failed
  lock_build
  if is_stale; then
    # Whoever waited for a build that failed reports that failure instead of repeating it.
    if [ $waited = yes ] && [ -f "$failure" ]; then
      build_failed
    fi
    command -v mvn >/dev/null 2>&1 || fail "there is no mvn on the PATH; Maven is needed to build $root"
    if [ -f "$root/$module/target/launcher.stamp" ]; then
      say "building $module again, since sources changed"
    else
      say "building $module and what it needs; the first time this takes a minute or more"
    fi
    rm -f "$failure"
    (
      # The options are for the command, not for Maven.
      unset JDK_JAVA_OPTIONS
      [ ! -r "$java_home/release" ] || export JAVA_HOME="$java_home"
      cd "$root"
      exec mvn -B -DskipTests -pl "$module" -am package
    ) >"$log" 2>&1 </dev/null || {
      : >"$failure"
      build_failed
    }
  fi
  unlock_build
}

# Sets archive, the file that keeps the classes of a start the way this JVM wants them: with it a start takes two thirds of
# the time. Made once for each build and JVM; empty if that failed. Nothing but speed depends on it.
find_archive() {
  archive=
  [ -n "${rehearsal:-}" ] || return 0
  case " ${JDK_JAVA_OPTIONS:-} " in
    *-Xshare* | *SharedArchiveFile* | *-XX:AOT*) return 0 ;;
  esac
  id=$({ printf '%s\n' "$java_home"; cat "$java_home/release"; } 2>/dev/null | cksum | tr -dc '0-9 ' | tr ' ' -)
  archive=$root/$module/target/classes-$id.jsa
  if is_archive_stale; then
    [ -w "$root/$module/target" ] || { archive=; return 0; }
    lock_build
    ! is_archive_stale || make_archive
    unlock_build
  fi
}

is_archive_stale() {
  [ ! -f "$archive" ] || [ -n "$(find "$root/$module/target/launcher.stamp" -newer "$archive")" ]
}

make_archive() {
  # Those of other JVMs stay; those of other builds are of no use.
  find "$root/$module/target" -name 'classes-*.jsa*' ! -newer "$root/$module/target/launcher.stamp" -exec rm -f {} +
  # shellcheck disable=SC2086 # a list of options
  if "$java" $jvm_flags -XX:ArchiveClassesAtExit="$archive.new" -Dlauncher.home="$root" -cp "$root/$module/target/lib/*" \
    "$rehearsal" >"$root/target/launcher-rehearsal.log" 2>&1 </dev/null && [ -s "$archive.new" ]; then
    mv "$archive.new" "$archive"
  else
    say "starts stay slow, see $root/target/launcher-rehearsal.log"
    rm -f "$archive.new"
    : >"$archive"
  fi
}

# Puts the defaults in front of the user's JDK_JAVA_OPTIONS, where the later option wins; leaves out those that would
# contradict the user's instead of giving way to it.
default_java_options() {
  case " ${JDK_JAVA_OPTIONS:-} " in
    *-Xmx* | *MaxHeapSize=*) options=$heap_maximum ;;
    *-Xms* | *HeapSize=* | *RAMPercentage=*) options= ;;
    *) options="$heap_initial $heap_maximum" ;;
  esac
  case " ${JDK_JAVA_OPTIONS:-} " in
    *-XX:+Use*GC*) ;;
    *) options="$options -XX:+UseSerialGC" ;;
  esac
  # Starting a node runs much code a few thousand times (a compiler among it) that is never run again. What serves calls is
  # compiled to the end all the same, some milliseconds later; the start takes a quarter less.
  options="$options -XX:Tier4InvocationThreshold=40000 -XX:Tier4MinInvocationThreshold=10000"
  options="$options -XX:Tier4CompileThreshold=120000 -XX:Tier4BackEdgeThreshold=240000"
  # Classes are not collected while they are loaded for the first time: each of those collections is a long pause.
  options="$options -XX:MetaspaceSize=96m"
  # Statistics that only jstat reads are taken once a second, not twenty times: each time wakes an idle node.
  [ "$java_version" -ge 24 ] || options="$options -XX:PerfDataSamplingInterval=1000"
  # Lanes and connections go before compilers and the cluster's log. Others than root may only lower a priority, and the JVM
  # warns them of it at every start.
  [ "$(id -u)" -ne 0 ] || options="$options -XX:ThreadPriorityPolicy=1 -XX:CompilerThreadPriority=10"
  # With one or two processors the pool of the JDK would make a thread for every task that the cluster's log gives it.
  case $(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null) in
    1 | 2) options="$options -Djava.util.concurrent.ForkJoinPool.common.parallelism=2" ;;
  esac
  JDK_JAVA_OPTIONS="$options${JDK_JAVA_OPTIONS:+ $JDK_JAVA_OPTIONS}"
  export JDK_JAVA_OPTIONS
}

launch() {
  find_jdk
  if is_stale; then
    build
  fi

  # glibc gives memory of closed maps back to the system only with these.
  export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX-1}"
  export MALLOC_MMAP_THRESHOLD_="${MALLOC_MMAP_THRESHOLD_-32768}"
  export MALLOC_TRIM_THRESHOLD_="${MALLOC_TRIM_THRESHOLD_-131072}"
  default_java_options
  if [ "$java_version" -ge 24 ]; then
    jvm_flags="$jvm_flags $jvm_flags_from_24"
  fi
  find_archive
  # Of another build than the class path it is not used; that is no reason for a warning.
  [ ! -s "$archive" ] || jvm_flags="$jvm_flags -XX:SharedArchiveFile=$archive -Xlog:cds=off"

  # The JVM cannot tell by itself whether its output is a terminal.
  [ ! -t 1 ] || jvm_flags="$jvm_flags -Dlauncher.terminal=true"

  # shellcheck disable=SC2086 # a list of options
  exec "$java" $jvm_flags -Dlauncher.home="$root" -cp "$root/$module/target/lib/*${more_classes:+:$more_classes}" \
    "$main_class" "$@"
}
