package io.barline.exchange.ibkr;

import io.barline.exchange.Inbound;
import io.barline.exchange.MalformedFrame;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Side;
import io.barline.market.Trade;
import java.util.function.Consumer;

/**
 * Every trade, with its time in whole seconds and without an id: only the order of arrival tells
 * those of one second apart. Trades that are not reported to the tape are left out.
 *
 * <pre>{@code 99 7 2 1795356000 250.01 100 0 NASDAQ @}</pre>
 */
final class TickStream extends Stream {
  private static final int LAST = 1;
  private static final int ALL_LAST = 2;
  private static final int UNREPORTED = 2;

  private final int serverVersion;

  TickStream(int id, String nativeSymbol, Contract contract, int serverVersion) {
    super(id, nativeSymbol, contract);
    this.serverVersion = serverVersion;
  }

  @Override
  String request() {
    return Requests.ticks(id, contract);
  }

  @Override
  String cancel() {
    return Requests.cancelTicks(id);
  }

  @Override
  Stream of(int newId, Contract other) {
    return new TickStream(newId, nativeSymbol, other, serverVersion);
  }

  @Override
  void read(
      int message,
      FieldReader fields,
      Instrument instrument,
      long receiveTime,
      Consumer<Inbound> sink) {
    if (message != Replies.TICK_BY_TICK) {
      return;
    }
    int type = fields.integer();
    if (type != LAST && type != ALL_LAST) {
      return;
    }
    long time = Times.seconds(fields.number());
    Decimal price = fields.decimal();
    Decimal size = fields.decimal();
    boolean reported = (fields.integer() & UNREPORTED) == 0;
    if (price == null || size == null || size.signum() < 0) {
      throw new MalformedFrame("a trade has no price or size");
    }
    if (reported && size.signum() != 0) {
      sink.accept(
          new Inbound.Data(
              new Trade(
                  instrument,
                  Trade.NO_SEQUENCE,
                  null,
                  price,
                  Units.live(size, contract, serverVersion),
                  Side.UNKNOWN,
                  1,
                  time,
                  receiveTime)));
    }
  }
}
