package io.ember.cluster.lane;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shorter time slices for the threads that calls go through, on Linux from 6.12 on. Its scheduler
 * (EEVDF, "Earliest Eligible Virtual Deadline First") lets a thread that wakes up go before one
 * with a longer slice, which otherwise ends its own first: at each of the threads that a call goes
 * through it may stand behind some milliseconds of what matters less. How much of a processor a
 * thread gets in the long run does not change.
 *
 * <p>What cannot be done is left as it is: nothing but time depends on it. Any thread.
 *
 * @see <a href="https://docs.kernel.org/scheduler/sched-eevdf.html">EEVDF in the kernel</a>
 */
public final class ThreadSlices {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadSlices.class);

  private final int sliceUs;

  /**
   * @param sliceUs for how long a thread runs while others wait; 0 leaves the system's own
   */
  public ThreadSlices(int sliceUs) {
    this.sliceUs = sliceUs;
  }

  /** Gives the current thread the slice, and none of those that it starts. */
  public void applyToCurrentThread() {
    if (sliceUs == 0) {
      return;
    }
    try {
      Kernel.setSlice(sliceUs * 1_000L);
    } catch (RuntimeException | Error e) {
      // Whatever a library throws that may be missing, or be another one: the thread works without
      // it.
      LOG.debug("a thread keeps the time slice that it has", e);
    }
  }

  /** Apart, so that the library is loaded only when it is used: it is optional. */
  private static final class Kernel {
    private static final int ATTRIBUTES_BYTES = 56;
    private static final int FLAGS_AT = 8;

    /** Threads that it starts get what all have; else those of the log would go first, too. */
    private static final long RESET_ON_FORK = 1;

    private static final int RUNTIME_AT = 24;

    private static final Calls C = load();

    /** What {@code <sched.h>} of older systems has no name for. */
    interface Calls extends Library {
      int syscall(int number, Object... arguments) throws LastErrorException;
    }

    private static Calls load() {
      if (!Platform.isLinux()) {
        throw new UnsupportedOperationException("no Linux");
      }
      return Native.load("c", Calls.class);
    }

    /** Reads what the thread has, and changes one field: its priority stays. */
    static void setSlice(long ns) {
      Memory attributes = new Memory(ATTRIBUTES_BYTES);
      attributes.clear();
      C.syscall(number(315, 275), 0, attributes, ATTRIBUTES_BYTES, 0);
      attributes.setLong(FLAGS_AT, RESET_ON_FORK);
      attributes.setLong(RUNTIME_AT, ns);
      C.syscall(number(314, 274), 0, attributes, 0);
    }

    /** {@return the number of a call, which each kind of processor has its own of} */
    private static int number(int amd64, int arm64) {
      if (Platform.ARCH.equals("x86-64")) {
        return amd64;
      }
      if (Platform.ARCH.equals("aarch64")) {
        return arm64;
      }
      throw new UnsupportedOperationException("unknown processor " + Platform.ARCH);
    }
  }
}
