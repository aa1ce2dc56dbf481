package io.barline.exchange.ibkr;

import io.barline.exchange.Inbound;
import io.barline.exchange.MalformedFrame;
import io.barline.market.Bar;
import io.barline.market.Instrument;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Bars of five seconds: real-time ones, each told once it is over, or those of a history that is
 * kept up to date, where the last one is told again and again until the next one begins.
 *
 * <pre>{@code
 * 50 3 7 1795356000 250 250.1 249.9 250.05 1200 250.02 14
 * 90 7 14 1795356000 250 250.05 250.1 249.9 250.02 1200     open, close, high, low, wap, volume
 * }</pre>
 */
final class BarStream extends Stream {
  private static final int BARS_OF_CRYPTO = 168;

  private final int serverVersion;
  private final boolean keptUp;

  /** The bar that is not over; of a history only. */
  private @Nullable Bar open;

  /**
   * @param keptUp whether they are of a history, or else real-time ones
   */
  BarStream(int id, String nativeSymbol, Contract contract, boolean keptUp, int serverVersion) {
    super(id, nativeSymbol, contract);
    this.keptUp = keptUp;
    this.serverVersion = serverVersion;
  }

  /** Whether they are of a history. */
  boolean isKeptUp() {
    return keptUp;
  }

  @Override
  String request() {
    String show = contract.kind().map(Kind::whatToShow).orElse("TRADES");
    if (show.equals("AGGTRADES") && serverVersion < BARS_OF_CRYPTO) {
      show = "TRADES";
    }
    return keptUp ? Requests.keptUp(id, contract, show) : Requests.bars(id, contract, show);
  }

  @Override
  String cancel() {
    return keptUp ? Requests.cancelKeptUp(id) : Requests.cancelBars(id);
  }

  @Override
  Stream of(int newId, Contract other) {
    return new BarStream(newId, nativeSymbol, other, keptUp, serverVersion);
  }

  @Override
  void read(
      int message,
      FieldReader fields,
      Instrument instrument,
      long receiveTime,
      Consumer<Inbound> sink) {
    BarFields bar = new BarFields(contract, serverVersion);
    switch (message) {
      case Replies.BAR -> sink.accept(new Inbound.Data(bar.live(fields, instrument, receiveTime)));
      case Replies.HISTORY_UPDATE -> {
        try {
          update(bar.update(fields, instrument, receiveTime), sink);
        } catch (MalformedFrame malformed) {
          open = null; // the last that is known of it need not be the last of it
          throw malformed;
        }
      }
      default -> {} // the past is repaired by requests of its own
    }
  }

  private void update(@Nullable Bar next, Consumer<Inbound> sink) {
    Bar before = open;
    if (next == null || (before != null && next.timestamp() < before.timestamp())) {
      return;
    }
    open = next;
    if (before != null && before.timestamp() < next.timestamp()) {
      sink.accept(new Inbound.Data(before.over(next.receiveTime())));
    }
  }
}
