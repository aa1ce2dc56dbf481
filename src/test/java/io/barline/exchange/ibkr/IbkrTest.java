package io.barline.exchange.ibkr;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Conversation;
import io.barline.exchange.Exchange;
import io.barline.exchange.ExchangeContract;
import io.barline.exchange.Inbound;
import io.barline.exchange.RestRequest;
import io.barline.exchange.StreamName;
import io.barline.market.Bar;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Level;
import io.barline.market.MarketEvent;
import io.barline.market.Quote;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IbkrTest extends ExchangeContract {
  private static final Instrument AAPL = Talk.instrument("AAPL");
  private static final Instrument EURO = Talk.instrument("EUR/USD");
  private static final Instrument FUTURE = Talk.instrument("ES-FUT-CME-USD-202612");

  /** 14:00 UTC of 22 November 2026. */
  private static final long T = 1_795_356_000_000_000_000L;

  private static final long MINUTE = 60 * Talk.SECOND;
  private static final String UNKNOWN = "NONE-STK-SMART-USD";

  @Override
  protected Exchange exchange() {
    return new Ibkr(Talk.settings(Map.of("host", "gateway", "tick-by-tick", "AAPL")));
  }

  @Override
  protected String frames() {
    return "/exchange/ibkr";
  }

  @Override
  protected List<Instrument> instruments() {
    return List.of(AAPL, EURO, FUTURE);
  }

  /** The fields' ends are written as bars. */
  @Override
  protected byte[] asSent(byte[] file) {
    return Talk.bytes(new String(file, StandardCharsets.UTF_8));
  }

  @Override
  protected boolean dependsOnEarlierFrames() {
    return true;
  }

  /** Streams of AAPL with the ids 2 to 5, of which one side is known, and a symbol with id 6. */
  @Override
  protected void begin(Conversation conversation) {
    Talk details = Talk.ready(178);
    hears(conversation, "178|20261122 09:00:00 Greenwich Mean Time|");
    hears(conversation, "15|1|DU1234567|");
    hears(conversation, "9|1|1|");
    conversation.subscribe(1, List.of("trades:" + Talk.AAPL));
    hears(
        conversation,
        details.details(1, "AAPL|STK", "", "SMART|USD|AAPL|NMS|NMS|265598", "NASDAQ"));
    hears(conversation, "52|1|1|");
    for (String kind : List.of("quotes:", "book:", "bars:", "ticks:")) {
      conversation.subscribe(2, List.of(kind + Talk.AAPL));
    }
    hears(conversation, "49|1|1795356000|");
    conversation.subscribe(3, List.of("trades:" + UNKNOWN));
    hears(conversation, "1|6|2|2|250.02|1200|0|");
    hears(conversation, "12|1|3|0|0|0|250.03|100|");
  }

  private static void hears(Conversation conversation, String frame) {
    byte[] bytes = Talk.bytes(frame);
    conversation.decode(bytes, 0, bytes.length, RECEIVED, _ -> {});
  }

  @Override
  protected List<Sample> samples() {
    return List.of(
        says(
            "quote.txt",
            new Quote(
                AAPL,
                Trade.NO_SEQUENCE,
                decimal("249.99"),
                decimal("300"),
                decimal("250.02"),
                decimal("1200"),
                0,
                RECEIVED)),
        says("trade.txt", trade("250.01", "100", T + 123_000_000)),
        says("tick.txt", trade("250.02", "50", T)),
        says(
            "book.txt",
            new BookSnapshot(
                AAPL,
                10,
                Trade.NO_SEQUENCE,
                List.of(new Level(decimal("249.98"), decimal("300"))),
                List.of(new Level(decimal("250.03"), decimal("100"))),
                0,
                RECEIVED)),
        says(
            "bar.txt",
            bar(Interval.S5, T - 5 * Talk.SECOND, "250 250.1 249.9 250.05 1200 250.02", 14, true)),
        new Sample("tws", "accepted.txt", Collections.nCopies(4, new Inbound.Accepted(2))),
        new Sample(
            "tws",
            "unresolved.txt",
            List.of(
                new Inbound.Rejected(
                    3,
                    List.of("trades:" + UNKNOWN),
                    "200",
                    "No security definition has been found for the request; NONE-STK-SMART-USD was"
                        + " looked for among stocks: others are written in full, such as"
                        + " ES-FUT-CME-USD-202612",
                    true))),
        new Sample(
            "tws",
            "farm-broken.txt",
            List.of(new Inbound.Condition("farm usfarm", "broken", true))),
        new Sample("tws", "parameters.txt", List.of(new Inbound.Heartbeat())));
  }

  @Test
  void anIndexHasNeitherQuotesNorABook() {
    Instrument index = Talk.instrument("SPX-IND-CBOE-USD");
    assertThat(exchange().streams(index, new UpstreamChannel.Quotes())).isEmpty();
    assertThat(exchange().streams(index, new UpstreamChannel.Book(10))).isEmpty();
    assertThat(exchange().streams(index, new UpstreamChannel.Klines(Interval.S5)))
        .extracting(StreamName::name)
        .containsExactly("bars:SPX-IND-CBOE-USD", "history:SPX-IND-CBOE-USD");
    assertThat(exchange().streams(AAPL, new UpstreamChannel.Quotes())).hasSize(1);
    assertThat(exchange().streams(AAPL, new UpstreamChannel.Book(10))).hasSize(1);
  }

  @Test
  void noBarsAreMadeOfItsTradesWhichItSamples() {
    assertThat(exchange().segments().getFirst().samplesTrades()).isTrue();
  }

  private static Sample says(String resource, MarketEvent event) {
    return new Sample("tws", resource, List.of(new Inbound.Data(event)));
  }

  private static Trade trade(String price, String size, long time) {
    return new Trade(
        AAPL,
        Trade.NO_SEQUENCE,
        null,
        decimal(price),
        decimal(size),
        Side.UNKNOWN,
        1,
        time,
        RECEIVED);
  }

  /** With open, high, low, close, volume and average. */
  private static Bar bar(Interval interval, long start, String told, long trades, boolean closed) {
    String[] fields = told.split(" ", -1);
    return new Bar(
        AAPL,
        interval,
        start,
        decimal(fields[0]),
        decimal(fields[1]),
        decimal(fields[2]),
        decimal(fields[3]),
        decimal(fields[4]),
        null,
        decimal(fields[5]),
        null,
        trades,
        closed,
        0,
        Bar.Quality.COMPLETE,
        Bar.Source.EXCHANGE,
        Math.min(RECEIVED, interval.end(start) - 1),
        RECEIVED);
  }

  private static Decimal decimal(String text) {
    return Decimal.parse(text);
  }

  @Override
  protected List<Request> requests() {
    return List.of(
        new Request(
            "tws",
            8,
            List.of("history:" + Talk.AAPL),
            List.of(sent("20|7|" + Talk.AAPL_FIELDS + "0||5 secs|300 S|0|TRADES|2|1||")),
            List.of(sent("25|1|7|"))));
  }

  private static String sent(String frame) {
    return frame.replace('|', '\0');
  }

  @Override
  protected Set<String> segmentsWithoutTakers() {
    return Set.of("tws");
  }

  @Override
  protected List<BarsAnswer> barsAnswers() {
    return List.of(
        new BarsAnswer(
            AAPL,
            Interval.M1,
            T - MINUTE,
            T + MINUTE,
            new Answer<>(
                RestRequest.inquiry(
                    exchange().routes().getFirst(),
                    sent(
                        "0|AAPL|STK||0|||SMART||USD|||0|20261122-14:01:00|1 min|120"
                            + " S|0|TRADES|2|0||"),
                    1),
                "bars.txt",
                List.of(
                    bar(Interval.M1, T - MINUTE, "250 250.1 249.9 250.05 1200 250.02", 14, true),
                    bar(Interval.M1, T, "250.05 250.06 250.05 250.06 40 250.055", 2, false)))));
  }
}
