package io.ember.perf.server;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Reads how many bytes each thread of another JVM has allocated on its heap.
 *
 * <p>It attaches to the process, starts its local management agent (which listens nowhere but on
 * this machine), and asks {@code ThreadMXBean.getThreadAllocatedBytes}, which the JVM counts
 * exactly. The threads that serve the questions are left out. One thread.
 */
public final class AllocationProbe implements AutoCloseable {
  private static final List<String> OWN_THREADS =
      List.of("RMI ", "JMX ", "Attach Listener", "Signal Dispatcher", "GC Daemon");

  private final JMXConnector connector;
  private final ThreadMXBean threads;
  private final List<GarbageCollectorMXBean> collectors;

  private AllocationProbe(
      JMXConnector connector, ThreadMXBean threads, List<GarbageCollectorMXBean> collectors) {
    this.connector = connector;
    this.threads = threads;
    this.collectors = collectors;
  }

  /** {@return a probe of the JVM with this process id, which belongs to the same user} */
  @SuppressWarnings("BanJNDI") // the address is that of a process which this one has started
  public static AllocationProbe attach(long pid) throws IOException {
    String program = ProcessHandle.of(pid).flatMap(process -> process.info().command()).orElse("");
    if (!program.endsWith("java")) {
      // Attaching begins with a signal that ends other programs.
      throw new IOException("process " + pid + " is no JVM but " + program);
    }
    String address;
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        address = machine.startLocalManagementAgent();
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException("cannot attach to process " + pid, e);
    }
    JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
    try {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      ThreadMXBean threads =
          ManagementFactory.newPlatformMXBeanProxy(
              server, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
      return new AllocationProbe(
          connector,
          threads,
          List.copyOf(ManagementFactory.getPlatformMXBeans(server, GarbageCollectorMXBean.class)));
    } catch (IOException e) {
      connector.close();
      throw e;
    }
  }

  /** {@return bytes allocated since its start by each thread that lives, by name and number} */
  public Map<String, Long> allocatedBytes() {
    long[] ids = threads.getAllThreadIds();
    ThreadInfo[] infos = threads.getThreadInfo(ids);
    long[] bytes = threads.getThreadAllocatedBytes(ids);
    Map<String, Long> allocated = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      if (infos[i] != null && bytes[i] >= 0 && isOfTheServer(infos[i].getThreadName())) {
        allocated.put(infos[i].getThreadName() + "#" + ids[i], bytes[i]);
      }
    }
    return allocated;
  }

  /** {@return collections of all collectors since the start} */
  public long collectionCount() {
    return collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum();
  }

  private static boolean isOfTheServer(String thread) {
    return OWN_THREADS.stream().noneMatch(thread::startsWith);
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
