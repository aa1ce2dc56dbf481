package io.barline.bar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Interval;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two and a half days of real trades against the candles of the same time. */
class CapturedTradesTest {
  private static final Path FOLDER =
      Path.of("../shared/fixtures/binance-spot/freqtrade").toAbsolutePath();

  @Test
  void barsOfRealTradesAreTheExchangesCandles() throws IOException {
    Path candles = FOLDER.resolve("XRP_ETH-1m.csv");
    assumeThat(candles).as("captured trades are not here").exists();
    List<String> expected =
        Files.readAllLines(candles).stream().skip(1).map(CapturedTradesTest::candle).toList();
    List<Trade> trades = trades(FOLDER.resolve("XRP_ETH-trades.json.gz"));

    Market.Recorder sent = new Market.Recorder();
    BarSeries series = new BarSeries(Market.SPOT, true, BarSettings.DEFAULT, sent);
    long start = trades.getFirst().exchangeTime();
    series.want(Interval.S1, false, false, start);
    series.want(Interval.M1, false, false, start);
    for (Trade trade : trades) {
      series.advance(trade.exchangeTime(), trade.receiveTime());
      series.on(trade);
    }
    long end = trades.getLast().exchangeTime() + 120 * UtcNanos.SECOND;
    series.advance(end, end);

    assertThat(
            sent.bars.stream()
                .filter(bar -> bar.interval() == Interval.M1)
                .map(CapturedTradesTest::candle))
        .containsExactlyElementsOf(expected);
  }

  private static String candle(Bar bar) {
    return String.join(
        " ",
        String.valueOf(bar.timestamp() / UtcNanos.MILLISECOND),
        bar.open().toString(),
        bar.high().toString(),
        bar.low().toString(),
        bar.close().toString(),
        bar.volume().toString());
  }

  private static String candle(String line) {
    String[] fields = line.split(",", -1);
    StringBuilder text = new StringBuilder(fields[0]);
    for (int i = 1; i < 6; i++) {
      text.append(' ').append(Decimal.parse(fields[i]));
    }
    return text.toString();
  }

  /** Rows of milliseconds, id, type, side, price, amount and cost. */
  private static List<Trade> trades(Path file) throws IOException {
    List<Trade> trades = new ArrayList<>();
    try (InputStream in =
        new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      for (JsonNode row : JsonMapper.builder().build().readTree(in)) {
        trades.add(
            Market.trade(
                UtcNanos.ofMillis(row.get(0).asLong()),
                Long.parseLong(row.get(1).asString()),
                Decimal.parse(row.get(4).toString()),
                Decimal.parse(row.get(5).toString()),
                row.get(3).asString().equals("buy") ? Side.BUY : Side.SELL,
                1));
      }
    }
    return trades;
  }
}
