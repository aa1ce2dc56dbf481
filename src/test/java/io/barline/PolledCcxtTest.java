package io.barline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.barline.market.Decimal;
import io.barline.market.Interval;
import io.barline.market.UtcNanos;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Zaif streams nothing: its trades are polled, and bars are made of them all the same. */
class PolledCcxtTest {
  private static final String TRADES = "zaif:trades:BTC/JPY";
  private static final String BARS = "zaif:bars.5s:BTC/JPY";
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String PAIRS =
      """
      [{"id":1,"currency_pair":"btc_jpy","name":"BTC/JPY","is_token":false,"item_unit_min":0.001,
        "item_unit_step":0.0001,"aux_unit_min":5,"aux_unit_step":5,"aux_unit_point":0,"seq":0,
        "item_japanese":"","aux_japanese":"","event_number":0,"title":"","description":""}]\
      """;

  private final Clock clock = Clock.systemUTC();
  private final List<Sale> sales = new ArrayList<>();
  private HttpServer zaif;

  private record Sale(long id, long second) {
    /** As Zaif tells it; the size is exact in text only. */
    String json() {
      return """
      {"date":%d,"price":"%d.5","amount":"0.00000001","tid":%d,"currency_pair":"btc_jpy","trade_type":"bid"}\
      """
          .formatted(second, 1_000_000 + id, id);
    }
  }

  @BeforeEach
  void start() throws IOException {
    zaif = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    zaif.createContext("/api/1/currency_pairs/all", exchange -> answer(exchange, PAIRS));
    zaif.createContext("/api/1/trades/btc_jpy", exchange -> answer(exchange, newest()));
    zaif.start();
  }

  @AfterEach
  void stop() {
    zaif.stop(0);
  }

  private static void answer(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private synchronized String newest() {
    List<String> told =
        sales.subList(Math.max(0, sales.size() - 150), sales.size()).reversed().stream()
            .map(Sale::json)
            .toList();
    return "[" + String.join(",", told) + "]";
  }

  private synchronized void sell() {
    sales.add(new Sale(sales.size() + 1, clock.instant().getEpochSecond()));
  }

  private synchronized NavigableMap<Long, Integer> sold() {
    NavigableMap<Long, Integer> sold = new TreeMap<>();
    for (Sale sale : sales) {
      sold.merge(Interval.S5.start(sale.second * UtcNanos.SECOND), 1, Integer::sum);
    }
    return sold;
  }

  @Test
  void polledTradesMakeWholeBars() {
    try (Gateway gateway =
            Gateway.startCcxt(
                "barline.ccxt.poll-every=2s",
                "barline.ccxt.exchanges.zaif.urls[api.rest]=http://127.0.0.1:"
                    + zaif.getAddress().getPort());
        RecordingClient client =
            RecordingClient.connect(HttpClient.newHttpClient(), gateway.webSocket())) {
      gateway.awaitCatalogues();
      client.subscribe(List.of(TRADES, BARS));
      await("trades come", () -> client.look(TRADES, r -> r.trades.size() > 3), client);
      long from = Interval.S5.end(UtcNanos.now(clock));
      await(
          "three bars are closed",
          () ->
              client.look(BARS, r -> r.bars.keySet().stream().filter(t -> t >= from).count() >= 3),
          client);
      NavigableMap<Long, Integer> sold = sold();
      client.look(
          BARS,
          record -> {
            for (Map.Entry<Long, JsonNode> told : record.bars.tailMap(from).entrySet()) {
              JsonNode bar = told.getValue();
              long size = sold.getOrDefault(told.getKey(), 0);
              assertThat(bar.path("trades").asLong()).as("%s", bar).isEqualTo(size);
              assertThat(bar.path("volume").asString()).isEqualTo(Decimal.of(size, 8).toString());
              assertThat(bar.path("quality").asString()).isEqualTo("complete");
              assertThat(bar.path("source").asString()).isEqualTo("trades");
              assertThat(bar.path("revision").asInt()).as("%s", bar).isZero();
            }
            return true;
          });
      JsonNode feed = gateway.get("/api/v1/exchanges/zaif").path("feeds").path(0);
      assertThat(feed.path("mode").asString()).isEqualTo("polling");
    }
  }

  /** Sells while it waits. */
  private void await(String what, BooleanSupplier wanted, RecordingClient client) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!wanted.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "not within %s: %s; %s".formatted(PATIENCE, what, client.look(TRADES, r -> r.notices)));
      }
      sell();
      pause();
    }
  }

  private static void pause() {
    try {
      var _ = new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
