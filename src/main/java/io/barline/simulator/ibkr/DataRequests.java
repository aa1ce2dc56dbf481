package io.barline.simulator.ibkr;

import java.util.Arrays;
import java.util.List;

/** A client's requests for data that go on coming, and for history. */
final class DataRequests {
  private static final int DELAYED = 3;

  private final IbkrConnection connection;
  private final IbkrProtocol exchange;

  DataRequests(IbkrConnection connection) {
    this.connection = connection;
    this.exchange = connection.exchange;
  }

  void receive(int id, int reqId, Fields fields) {
    if (connection.subscription(reqId) != null) {
      throw new Refusal(102, "Duplicate ticker id");
    }
    switch (id) {
      case 1 -> marketData(reqId, fields);
      case 97 -> tickByTick(reqId, fields);
      case 50 -> realTimeBars(reqId, fields);
      case 10 -> depth(reqId, fields);
      default -> history(HistoryRequest.read(reqId, fields));
    }
  }

  /** The market that is meant, unless it is to be refused. */
  private IbkrMarket market(Contract contract, RequestKind kind) {
    exchange.seen.count(kind);
    IbkrMarket market = exchange.listing().one(contract);
    exchange.refuseIfWanted(market);
    if (kind.takesLine() && exchange.lines() >= exchange.mostLines()) {
      throw new Refusal(101, "Max number of tickers has been reached");
    }
    return market;
  }

  private void begin(Subscription subscription) {
    connection.add(subscription);
    if (subscription.kind.isLive() && exchange.isCompeting()) {
      exchange.tellCompeting(subscription);
    }
    subscription.begin();
  }

  private void marketData(int reqId, Fields fields) {
    Contract contract = Contract.read(fields);
    if (contract.secType().equals("BAG")) {
      throw Refusal.invalid("Combinations are not supported.");
    }
    if (fields.flag()) {
      fields.skip(3);
    }
    List<String> generic = Arrays.asList(fields.text().split(",", -1));
    boolean isSnapshot = fields.flag();
    IbkrMarket market = market(contract, RequestKind.MARKET_DATA);
    if (reroutes(market, reqId, 91)) {
      return;
    }
    boolean isDelayed = isDelayed(market);
    if (isDelayed) {
      connection.error(
          reqId, 10167, "Requested market data is not subscribed. Displaying delayed market data.");
    }
    var ticker = new TickerSubscription(connection, reqId, market, isDelayed, generic);
    if (isSnapshot) {
      ticker.begin();
      connection.reply(Frame.of(57, 1, reqId));
    } else {
      begin(ticker);
    }
  }

  /** Whether only delayed data may be told, and are wanted. */
  private boolean isDelayed(IbkrMarket market) {
    boolean isWanted = connection.marketDataType() >= DELAYED;
    return switch (market.entitlement) {
      case LIVE -> false;
      case DELAYED -> {
        if (!isWanted) {
          throw notSubscribed();
        }
        yield true;
      }
      case NONE ->
          throw isWanted
              ? new Refusal(
                  10186,
                  "Requested market data is not subscribed. Delayed market data is not enabled.")
              : notSubscribed();
    };
  }

  private static Refusal notSubscribed() {
    return new Refusal(Refusal.NOT_SUBSCRIBED, "Requested market data is not subscribed.");
  }

  private boolean reroutes(IbkrMarket market, int reqId, int message) {
    IbkrMarket to = market.underlying;
    if (to == null) {
      return false;
    }
    connection.reply(Frame.of(message, reqId, to.instrument.conId(), to.instrument.exchange()));
    return true;
  }

  private void tickByTick(int reqId, Fields fields) {
    Contract contract = Contract.read(fields);
    String type = fields.text();
    if (!TickByTick.TYPES.contains(type)) {
      throw Refusal.invalid("Invalid tick type: " + type);
    }
    fields.skip(1);
    boolean ignoreSize = fields.flag();
    IbkrMarket market = market(contract, RequestKind.TICK_BY_TICK);
    if (TickByTick.isTrades(type) && !market.tellsTrades()) {
      throw Refusal.invalid("No trades for " + market.instrument.localSymbol());
    }
    requireLive(market);
    if (exchange.active(RequestKind.TICK_BY_TICK) >= IbkrProtocol.MOST_TICK_BY_TICK) {
      throw new Refusal(10190, "Max number of tick-by-tick requests has been reached.");
    }
    if (exchange.pace().isTooSoon(market.instrument.name(), exchange.now())) {
      throw new Refusal(
          10190, "Only one tick-by-tick request is allowed for the same instrument in 15 seconds.");
    }
    begin(new TickByTick(connection, reqId, market, type, ignoreSize));
  }

  private static void requireLive(IbkrMarket market) {
    if (market.entitlement != Entitlement.LIVE) {
      throw notSubscribed();
    }
  }

  private void realTimeBars(int reqId, Fields fields) {
    Contract contract = Contract.read(fields);
    if (fields.integer() != 5) {
      throw Refusal.invalid("Bar size must be 5.");
    }
    Show show = Show.parse(fields.text());
    boolean isRegular = fields.flag();
    IbkrMarket market = market(contract, RequestKind.REAL_TIME_BARS);
    if ((show.isTrades() && !market.tellsTrades()) || show == Show.BID_ASK) {
      throw new Refusal(420, "Invalid Real-time Query:No such data for this contract.");
    }
    if (market.entitlement != Entitlement.LIVE) {
      throw new Refusal(420, "Invalid Real-time Query:No market data permissions.");
    }
    if (exchange.pace().isTooMuch(exchange.now())) {
      throw new Refusal(420, "Invalid Real-time Query:Historical data request pacing violation");
    }
    begin(new RealTimeBars(connection, reqId, market, show, isRegular));
  }

  private void depth(int reqId, Fields fields) {
    Contract contract = Contract.read(fields);
    int rows = fields.integer();
    boolean isSmart = fields.flag();
    if (rows < 1) {
      throw Refusal.invalid("Number of rows must be above zero.");
    }
    IbkrMarket market = market(contract, RequestKind.DEPTH);
    if (reroutes(market, reqId, 92)) {
      return;
    }
    requireLive(market);
    if (exchange.active(RequestKind.DEPTH) >= IbkrProtocol.MOST_DEPTH) {
      throw new Refusal(309, "Max number (3) of market depth requests has been reached");
    }
    begin(new DepthSubscription(connection, reqId, market, Math.min(rows, 20), isSmart));
  }

  private void history(HistoryRequest request) {
    IbkrMarket market = market(request.contract(), RequestKind.HISTORY);
    IbkrInstrument instrument = market.instrument;
    if (market.entitlement != Entitlement.LIVE) {
      throw Refusal.history("No market data permissions for " + instrument.localSymbol());
    }
    if (instrument.isCrypto() && request.show() == Show.TRADES) {
      throw new Refusal(
          10299, "Expected what to show is AGGTRADES, please use that instead of TRADES.");
    }
    if (request.show().isTrades() && !market.tellsTrades()) {
      throw Refusal.history("No historical market data for " + instrument.localSymbol());
    }
    String kind = instrument.name() + " " + request.contract().exchange() + " " + request.show();
    int weight = request.show() == Show.BID_ASK ? 2 : 1;
    if (request.size().isSmall()
        && exchange.pace().isTooMuch(request.what(), kind, weight, exchange.now())) {
      throw Refusal.history("Historical data request pacing violation");
    }
    History history = new History(connection, request, market);
    if (exchange.isLost()) {
      throw Refusal.history("Trading TWS session is disconnected");
    }
    history.begin();
    if (request.kept()) {
      connection.add(history);
    }
  }
}
