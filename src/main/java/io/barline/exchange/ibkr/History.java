package io.barline.exchange.ibkr;

import io.barline.exchange.HistoryPage;
import io.barline.exchange.HistoryRequests;
import io.barline.exchange.MalformedAnswer;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.RestRequest;
import io.barline.exchange.Route;
import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Bars of the past, by message 20. Trades can't be had so. Days and weeks are sessions of the
 * exchange, and windows of several hours follow its clock, so neither are asked for: none of them
 * need begin where UTC's do.
 */
final class History implements HistoryRequests {
  /** As many as one request may ask for of any interval, the shortest ones included. */
  private static final int MAX_BARS = 600;

  private static final long DAY = 86_400;

  /** Trades are reported late; how late is not documented. */
  private static final Duration SETTLING = Duration.ofSeconds(10);

  private static final DateTimeFormatter END =
      DateTimeFormatter.ofPattern("yyyyMMdd-HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Route route;

  /**
   * @param route whose connections carry the questions
   */
  History(Route route) {
    this.route = route;
  }

  @Override
  public int maxBars() {
    return MAX_BARS;
  }

  /** Bars before {@code from} may be told too: days are counted as days on which it trades. */
  @Override
  public @Nullable RestRequest bars(Instrument instrument, Interval interval, long from, long to) {
    String barSize = barSize(interval);
    if (barSize == null) {
      return null;
    }
    Contract contract = ContractSymbols.of(instrument);
    FieldWriter question = new FieldWriter();
    contract.write(question);
    question
        .add(false) // not expired ones
        .add(END.format(UtcNanos.toInstant(to)))
        .add(barSize)
        .add(duration(to - from))
        .add(false) // outside of the main session too
        .add(contract.kind().orElseThrow().whatToShow())
        .add(2) // times in seconds since the epoch
        .add(false) // not kept up to date
        .addEmpty();
    return RestRequest.inquiry(route, question.message(), 1);
  }

  private static @Nullable String barSize(Interval interval) {
    return switch (interval) {
      case S5 -> "5 secs";
      case S10 -> "10 secs";
      case S15 -> "15 secs";
      case S30 -> "30 secs";
      case M1 -> "1 min";
      case M3 -> "3 mins";
      case M5 -> "5 mins";
      case M15 -> "15 mins";
      case M30 -> "30 mins";
      case H1 -> "1 hour";
      case S1, H2, H4, H6, H8, H12, D1, D3, W1, MONTH -> null;
    };
  }

  private static String duration(long nanos) {
    long seconds = Math.ceilDiv(nanos, UtcNanos.SECOND);
    return seconds > DAY ? Math.ceilDiv(seconds, DAY) + " D" : seconds + " S";
  }

  /**
   * Reads message 17, before which the agreed server version stands as a field of its own.
   *
   * @throws MalformedAnswer if it is no such message
   */
  @Override
  public HistoryPage<Bar> readBars(
      Instrument instrument, Interval interval, byte[] body, long receiveTime) {
    try {
      FieldReader fields = new FieldReader(body, 0, body.length);
      int serverVersion = fields.integer();
      return HistoryPage.last(
          new HistoricalBars(fields, ContractSymbols.of(instrument), serverVersion)
              .read(instrument, interval, receiveTime));
    } catch (MalformedFrame e) {
      throw new MalformedAnswer("bars of " + instrument, String.valueOf(e.getMessage()), body);
    }
  }

  @Override
  public Duration settling() {
    return SETTLING;
  }

  /** It is not documented which trades they leave out. */
  @Override
  public boolean holdsAllTrades() {
    return false;
  }

  @Override
  public boolean hasTrades() {
    return false;
  }

  @Override
  public boolean tellsStreamedIds() {
    return false;
  }

  @Override
  public Reach reach() {
    return Reach.NEWEST;
  }

  @Override
  public int maxTrades(Instrument instrument) {
    return 0;
  }

  @Override
  public RestRequest trades(Instrument instrument, long afterSequence, long afterTime) {
    return RestRequest.impossible("trades of the past are not asked for at Interactive Brokers");
  }

  @Override
  public HistoryPage<Trade> readTrades(Instrument instrument, byte[] body, long receiveTime) {
    throw new MalformedAnswer("trades of " + instrument, "they were not asked for", body);
  }
}
