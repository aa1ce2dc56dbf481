package io.barline.simulator.ibkr;

import io.barline.market.UtcNanos;
import io.barline.simulator.MarketTrade;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Historical bars of one request; where they are kept up to date, what comes after them too. */
final class History extends Subscription {
  private final HistoryRequest request;
  private long start;
  private boolean changed;

  History(IbkrConnection connection, HistoryRequest request, IbkrMarket market) {
    super(connection, request.reqId(), RequestKind.HISTORY, market);
    this.request = request;
    this.start = request.size().start(connection.exchange.clockTime(), market.zone());
  }

  @Override
  void begin() {
    ZoneId zone = market.zone();
    long now = connection.exchange.clockTime();
    long end = request.end().isEmpty() ? now + 1 : IbkrTimes.parse(request.end(), zone);
    long from = IbkrTimes.before(end, request.duration(), zone);
    List<PriceBar> bars =
        market.bars.between(from, end, request.size(), request.show(), request.regular());
    if (bars.isEmpty() && !request.kept()) {
      throw Refusal.history(
          "HMDS query returned no data: %s@%s %s"
              .formatted(
                  market.instrument.localSymbol(), request.contract().exchange(), request.show()));
    }
    connection.reply(frame(from, end, bars));
    if (connection.version() >= 196) {
      connection.reply(Frame.of(108, reqId, text(from), text(end)));
    }
  }

  private byte[] frame(long from, long end, List<PriceBar> bars) {
    List<Object> fields = new ArrayList<>(List.of(17, reqId));
    if (connection.version() < 196) {
      fields.addAll(List.of(text(from), text(end)));
    }
    fields.add(bars.size());
    for (PriceBar bar : bars) {
      fields.addAll(
          List.of(
              date(bar.start()),
              bar.open().toPlainString(),
              bar.high().toPlainString(),
              bar.low().toPlainString(),
              bar.close().toPlainString(),
              volume(bar),
              bar.wap().toPlainString(),
              bar.count()));
    }
    return Frame.of(fields);
  }

  private String text(long time) {
    return IbkrTimes.text(time, market.zone());
  }

  private String date(long time) {
    if (!request.size().isIntraday()) {
      return IbkrTimes.day(time, market.zone());
    }
    return request.dateFormat() == 2 ? Long.toString(time / UtcNanos.SECOND) : text(time);
  }

  private String volume(PriceBar bar) {
    return bar.count() < 0 ? "-1" : connection.historicalSize(market, bar.volume());
  }

  @Override
  void traded(MarketTrade trade) {
    changed |= request.show().isTrades();
  }

  @Override
  void bookChanged(Quotes.@Nullable Best best) {
    changed |= !request.show().isTrades() && best != null;
  }

  @Override
  void settled() {
    if (changed) {
      changed = false;
      tell();
    }
  }

  /** Tells the bars from the one that was told last on, of which that may be unchanged. */
  void tell() {
    long now = connection.exchange.clockTime() + 1;
    for (PriceBar bar :
        market.bars.between(start, now, request.size(), request.show(), request.regular())) {
      start = bar.start();
      publish(
          90,
          reqId,
          bar.count(),
          date(bar.start()),
          bar.open().toPlainString(),
          bar.close().toPlainString(),
          bar.high().toPlainString(),
          bar.low().toPlainString(),
          bar.wap().toPlainString(),
          volume(bar));
    }
  }
}
