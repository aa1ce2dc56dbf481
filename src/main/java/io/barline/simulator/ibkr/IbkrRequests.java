package io.barline.simulator.ibkr;

import io.barline.market.UtcNanos;
import io.barline.simulator.MarketTrade;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a client asks for once it has begun. */
final class IbkrRequests {
  private static final int NO_REQUEST = -1;

  private final IbkrConnection connection;
  private final DataRequests data;

  IbkrRequests(IbkrConnection connection) {
    this.connection = connection;
    this.data = new DataRequests(connection);
  }

  private IbkrProtocol exchange() {
    return connection.exchange;
  }

  void receive(Fields fields) {
    int[] reqId = {NO_REQUEST};
    try {
      receive(fields.integer(), fields, reqId);
    } catch (Refusal refusal) {
      connection.session().rejected();
      connection.error(reqId[0], refusal.code, refusal.text);
    }
  }

  private void receive(int id, Fields fields, int[] reqId) {
    boolean hasVersion =
        switch (id) {
          case 1, 2, 8, 9, 10, 11, 17, 49, 50, 51, 25, 59 -> true;
          default -> false;
        };
    if (hasVersion) {
      fields.skip(1);
    }
    switch (id) {
      case 8 -> {
        exchange().seen.count(RequestKind.NEXT_ID);
        connection.reply(Frame.of(9, 1, 1));
      }
      case 17 -> {
        exchange().seen.count(RequestKind.MANAGED_ACCOUNTS);
        connection.reply(Frame.of(15, 1, exchange().managedAccounts()));
      }
      case 49 -> currentTime();
      case 59 -> marketDataType(fields.integer());
      case 82 -> depthExchanges();
      case 1, 2, 9, 10, 11, 20, 25, 50, 51, 81, 87, 90, 97, 98 -> {
        reqId[0] = fields.integer();
        numbered(id, reqId[0], fields);
      }
      default -> throw new Refusal(505, "Unknown message id.");
    }
  }

  private void numbered(int id, int reqId, Fields fields) {
    switch (id) {
      case 2 -> cancel(reqId, RequestKind.MARKET_DATA, 300, "Can't find EId with tickerId:");
      case 98 -> cancel(reqId, RequestKind.TICK_BY_TICK, 300, "Can't find EId with tickerId:");
      case 51 -> cancel(reqId, RequestKind.REAL_TIME_BARS, 300, "Can't find EId with tickerId:");
      case 11 ->
          cancel(
              reqId,
              RequestKind.DEPTH,
              310,
              "Can't find the subscribed market depth with tickerId:");
      case 25 ->
          cancel(reqId, RequestKind.HISTORY, 366, "No historical data query found for ticker id:");
      case 90 -> exchange().seen.cancelled(reqId);
      case 9 -> contractDetails(reqId, fields);
      case 81 -> matchingSymbols(reqId, fields.text());
      case 87 -> headTimestamp(reqId, fields);
      default -> data.receive(id, reqId, fields);
    }
  }

  private void cancel(int reqId, RequestKind kind, int code, String text) {
    exchange().seen.count(RequestKind.CANCEL);
    Subscription subscription = connection.subscription(reqId);
    if (subscription == null || subscription.kind != kind) {
      throw new Refusal(code, text + reqId);
    }
    connection.remove(reqId);
    exchange().seen.cancelled(reqId);
  }

  private void currentTime() {
    exchange().seen.count(RequestKind.CURRENT_TIME);
    if (!exchange().isTimeSilent()) {
      connection.reply(Frame.of(49, 1, exchange().clockTime() / UtcNanos.SECOND));
    }
  }

  private void marketDataType(int type) {
    exchange().seen.count(RequestKind.MARKET_DATA_TYPE);
    if (type < 1 || type > 4) {
      throw Refusal.invalid("Market data type is invalid: " + type);
    }
    connection.setMarketDataType(type);
    for (Subscription subscription : connection.subscriptions()) {
      if (subscription instanceof TickerSubscription ticker) {
        ticker.tellType();
      }
    }
  }

  private void contractDetails(int reqId, Fields fields) {
    Contract contract = Contract.read(fields);
    exchange().seen.count(RequestKind.CONTRACT_DETAILS);
    List<IbkrMarket> found = exchange().listing().matching(contract);
    IbkrMarket first = IbkrListing.first(found);
    exchange().refuseIfWanted(first);
    for (IbkrMarket market : found) {
      connection.reply(
          ContractDetails.frame(connection.version(), reqId, market, exchange().clockTime()));
    }
    connection.reply(Frame.of(52, 1, reqId));
  }

  private void matchingSymbols(int reqId, String pattern) {
    exchange().seen.count(RequestKind.MATCHING_SYMBOLS);
    String wanted = pattern.toUpperCase(Locale.ROOT);
    List<IbkrInstrument> found =
        exchange().listing().all().stream()
            .map(market -> market.instrument)
            .filter(instrument -> isLike(instrument, wanted))
            .toList();
    List<Object> reply = new ArrayList<>(List.of(79, reqId, found.size()));
    for (IbkrInstrument instrument : found) {
      reply.addAll(
          List.of(
              instrument.conId(),
              instrument.symbol(),
              instrument.secType(),
              instrument.primaryExchange(),
              instrument.currency(),
              0));
      if (connection.version() >= 176) {
        reply.addAll(List.of(Frame.escaped(instrument.longName()), ""));
      }
    }
    connection.reply(Frame.of(reply));
  }

  private static boolean isLike(IbkrInstrument instrument, String wanted) {
    return !wanted.isEmpty()
        && (instrument.symbol().startsWith(wanted)
            || instrument.longName().toUpperCase(Locale.ROOT).contains(wanted));
  }

  private void depthExchanges() {
    exchange().seen.count(RequestKind.DEPTH_EXCHANGES);
    List<Object> reply = new ArrayList<>(List.of(80, 3));
    reply.addAll(List.of("NASDAQ", "STK", "", "Deep2", 1));
    reply.addAll(List.of("CME", "FUT", "", "Deep", 1));
    reply.addAll(List.of("PAXOS", "CRYPTO", "", "Deep", 1));
    connection.reply(Frame.of(reply));
  }

  private void headTimestamp(int reqId, Fields fields) {
    Contract contract = Contract.read(fields);
    fields.skip(2);
    var _ = Show.parse(fields.text());
    boolean isEpoch = fields.integer() == 2;
    exchange().seen.count(RequestKind.HEAD_TIMESTAMP);
    IbkrMarket market = exchange().listing().one(contract);
    exchange().refuseIfWanted(market);
    List<MarketTrade> trades = market.market.trades(Integer.MAX_VALUE);
    if (trades.isEmpty()) {
      throw Refusal.history("No head time stamp");
    }
    long first = trades.getFirst().time();
    connection.reply(Frame.of(88, reqId, isEpoch ? first / UtcNanos.SECOND : IbkrTimes.utc(first)));
  }
}
