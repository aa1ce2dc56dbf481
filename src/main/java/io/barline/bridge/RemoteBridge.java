package io.barline.bridge;

import io.barline.exchange.Bridge;
import java.net.URI;
import java.time.Duration;
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
  private final Duration period;
  private final Map<String, String> headers;
  private final BridgeWatch watch;
  private volatile @Nullable String fault = "it has not answered yet";
  private volatile boolean looked;
  private volatile @Nullable Thread thread;

  /**
   * @param token what it asks for; empty where nothing
   * @param listed takes this bridge and its list of exchanges, whenever it has begun anew
   */
  public RemoteBridge(String name, URI address, String token, BiConsumer<Bridge, byte[]> listed) {
    this(name, address, token, listed, BridgeWatch.PERIOD);
  }

  RemoteBridge(
      String name, URI address, String token, BiConsumer<Bridge, byte[]> listed, Duration period) {
    this.name = name;
    this.address = address;
    this.period = period;
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
        if (now == null && fault != null) {
          LOG.info("bridge={} state=answers address={}", name, address);
        }
        fault = now;
        looked = true;
        TimeUnit.NANOSECONDS.sleep(period.toNanos());
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
            : looked ? BridgeReport.State.AWAY : BridgeReport.State.STARTING;
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
