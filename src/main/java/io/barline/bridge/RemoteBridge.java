package io.barline.bridge;

import io.barline.exchange.Bridge;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bridge that somebody else runs. */
public final class RemoteBridge implements RunningBridge {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteBridge.class);

  private final String name;
  private final URI address;
  private final Map<String, String> headers;
  private final BridgeWatch watch;
  private volatile @Nullable String fault = "it has not answered yet";
  private volatile boolean answered;
  private volatile @Nullable Thread thread;

  /**
   * @param token what it asks for; empty where nothing
   * @param listed takes this bridge and its list of exchanges, whenever it has begun anew
   */
  public RemoteBridge(String name, URI address, String token, BiConsumer<Bridge, byte[]> listed) {
    this.name = name;
    this.address = address;
    this.headers = token.isBlank() ? Map.of() : Map.of("Authorization", "Bearer " + token.strip());
    this.watch = new BridgeWatch(name, headers, body -> listed.accept(this, body));
  }

  @Override
  public void start() {
    thread = Thread.ofVirtual().name("bridge-" + name).start(this::look);
  }

  private void look() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        String now = watch.look(address);
        if (now != null && !now.equals(fault)) {
          LOG.warn("bridge={} state=away reason=\"{}\"", name, now);
          watch.gone();
        }
        fault = now;
        answered |= now == null;
        TimeUnit.NANOSECONDS.sleep(BridgeWatch.PERIOD.toNanos());
      }
    } catch (InterruptedException _) {
      LOG.debug("bridge={} state=closed", name);
    }
  }

  /** Whether it answers or not: trying shows. */
  @Override
  public URI address() {
    return address;
  }

  @Override
  public String trouble() {
    String now = fault;
    return now == null ? "the bridge " + name + " answers" : now;
  }

  @Override
  public Map<String, String> headers() {
    return headers;
  }

  @Override
  public BridgeReport report() {
    String now = fault;
    BridgeReport.State state =
        now == null
            ? BridgeReport.State.RUNNING
            : answered ? BridgeReport.State.AWAY : BridgeReport.State.STARTING;
    return new BridgeReport(name, state, address.toString(), 0, now, 0, watch.figures());
  }

  @Override
  public void close() {
    Thread looking = thread;
    if (looking != null) {
      looking.interrupt();
    }
    watch.close();
  }
}
