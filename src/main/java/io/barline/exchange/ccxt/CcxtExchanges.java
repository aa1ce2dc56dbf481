package io.barline.exchange.ccxt;

import io.barline.exchange.Bridge;
import io.barline.exchange.Exchange;
import io.barline.exchange.ccxt.Capabilities.Listing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Makes the exchanges that a CCXT reaches. One that Barline reaches by itself has its own id there,
 * and CCXT's is {@code ccxt.<id>}.
 */
public final class CcxtExchanges {
  private static final String PREFIX = "ccxt.";
  private static final String BUNDLED = "/ccxt/exchanges.json";

  private final Set<String> taken;
  private final CcxtSettings settings;
  private final Function<String, Bridge> bridges;
  private final Listing bundled = readBundled();

  /**
   * @param taken ids that are other exchanges'
   * @param bridges the bridge that serves an exchange, by CCXT's id
   */
  public CcxtExchanges(Set<String> taken, CcxtSettings settings, Function<String, Bridge> bridges) {
    this.taken = Set.copyOf(taken);
    this.settings = settings;
    this.bridges = bridges;
  }

  /** The ids in the settings that are none of CCXT's, as far as that is known. */
  public List<String> unknown() {
    Set<String> ids = new TreeSet<>(settings.exchanges().keySet());
    settings.shards().forEach(shard -> ids.addAll(shard.exchanges()));
    bundled.exchanges().forEach(can -> ids.remove(can.id()));
    return List.copyOf(ids);
  }

  /** Those of the CCXT that belongs to this gateway, known before a bridge runs. */
  public List<Exchange> bundled() {
    return bundled.exchanges().stream().map(can -> exchange(can, bundled.version())).toList();
  }

  private static Listing readBundled() {
    try (InputStream in = CcxtExchanges.class.getResourceAsStream(BUNDLED)) {
      if (in == null) {
        throw new IllegalStateException("the gateway lacks its list " + BUNDLED);
      }
      return Listing.read(in.readAllBytes());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /**
   * Those that a bridge lists and serves.
   *
   * @param body its answer
   * @throws io.barline.exchange.MalformedAnswer if that is no such list
   */
  public List<Exchange> of(Bridge bridge, byte[] body) {
    Listing listing = Listing.read(body);
    return listing.exchanges().stream()
        .filter(can -> bridges.apply(can.id()).equals(bridge))
        .map(can -> exchange(can, listing.version()))
        .toList();
  }

  private Exchange exchange(Capabilities can, String version) {
    Setup setup = settings.exchanges().get(can.id());
    BridgeRequests requests =
        new BridgeRequests(
            bridges.apply(can.id()), can.id(), (setup == null ? Setup.NONE : setup).json(settings));
    return new Ccxt(idOf(can.id()), version, can, settings, requests, setup == null);
  }

  private String idOf(String id) {
    return taken.contains(id) ? PREFIX + id : id;
  }
}
