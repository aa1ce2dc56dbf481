package io.barline;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.alpaca.AlpacaSimulator;
import io.barline.simulator.bybit.BybitSimulator;
import io.barline.simulator.hyperliquid.HyperliquidSimulator;
import io.barline.simulator.ibkr.IbkrSimulator;
import io.barline.simulator.kraken.KrakenSimulator;
import io.barline.simulator.okx.OkxSimulator;
import io.barline.subscription.Exchanges;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A whole gateway on free ports of loopback, pointed at a simulated exchange by its settings alone.
 */
final class Gateway implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ConfigurableApplicationContext context;
  private final HttpClient client = HttpClient.newHttpClient();

  private Gateway(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Starts one with Binance alone; {@code settings} are {@code name=value}, later ones win. */
  static Gateway start(BinanceSimulator exchange, String... settings) {
    List<String> arguments = new ArrayList<>(endpoints(exchange));
    Collections.addAll(
        arguments,
        "barline.exchanges.bybit.enabled=false",
        "barline.exchanges.hyperliquid.enabled=false",
        "barline.exchanges.alpaca.enabled=false");
    Collections.addAll(arguments, settings);
    return start(arguments);
  }

  /** Starts one with all four; {@code settings} are {@code name=value}, later ones win. */
  static Gateway start(
      BinanceSimulator binance,
      BybitSimulator bybit,
      HyperliquidSimulator hyperliquid,
      AlpacaSimulator alpaca,
      String... settings) {
    return start(settings(binance, bybit, hyperliquid, alpaca, settings));
  }

  /** What points a gateway at all four, and {@code settings} besides. */
  static List<String> settings(
      BinanceSimulator binance,
      BybitSimulator bybit,
      HyperliquidSimulator hyperliquid,
      AlpacaSimulator alpaca,
      String... settings) {
    List<String> arguments = new ArrayList<>(endpoints(binance));
    Collections.addAll(
        arguments,
        "barline.exchanges.bybit.endpoints.ws=" + bybit.ws(),
        "barline.exchanges.bybit.endpoints.rest=" + bybit.rest(),
        "barline.exchanges.hyperliquid.endpoints.ws=" + hyperliquid.ws(),
        "barline.exchanges.hyperliquid.endpoints.rest=" + hyperliquid.rest(),
        "barline.exchanges.alpaca.endpoints.stocks-ws=" + alpaca.stocksWs(),
        "barline.exchanges.alpaca.endpoints.crypto-ws=" + alpaca.cryptoWs(),
        "barline.exchanges.alpaca.endpoints.rest=" + alpaca.rest(),
        "barline.exchanges.alpaca.endpoints.assets=" + alpaca.assets(),
        "barline.exchanges.alpaca.key=" + AlpacaSimulator.KEY,
        "barline.exchanges.alpaca.secret=" + AlpacaSimulator.SECRET);
    Collections.addAll(arguments, settings);
    return latest(arguments);
  }

  /** The last of those that set the same. */
  private static List<String> latest(List<String> arguments) {
    Map<String, String> latest = new LinkedHashMap<>();
    for (String setting : arguments) {
      latest.put(setting.substring(0, setting.indexOf('=')), setting);
    }
    return List.copyOf(latest.values());
  }

  private static List<String> endpoints(BinanceSimulator exchange) {
    String endpoints = "barline.exchanges.binance.endpoints.";
    return List.of(
        "server.port=0",
        "management.server.port=0",
        "barline.access.keys-file=target/no-keys.json",
        "barline.ccxt.enabled=false",
        endpoints + "spot-ws=" + exchange.spotWs(),
        endpoints + "spot-rest=" + exchange.spotRest(),
        endpoints + "usdm-public-ws=" + exchange.usdmPublicWs(),
        endpoints + "usdm-market-ws=" + exchange.usdmMarketWs(),
        endpoints + "usdm-rest=" + exchange.usdmRest(),
        endpoints + "coinm-ws=" + exchange.coinmWs(),
        endpoints + "coinm-rest=" + exchange.coinmRest(),
        "barline.feed.backoff-min=50ms",
        "barline.feed.backoff-max=200ms");
  }

  /** Starts one that reaches these two through CCXT, and nothing else. */
  static Gateway start(KrakenSimulator kraken, OkxSimulator okx, String... settings) {
    List<String> arguments = new ArrayList<>();
    Collections.addAll(
        arguments,
        "barline.ccxt.exchanges.kraken.urls[api.ws.publicV2]=" + kraken.ws(),
        "barline.ccxt.exchanges.kraken.urls[api.public]=" + kraken.rest(),
        "barline.ccxt.exchanges.okx.urls[api.ws]=" + okx.ws(),
        "barline.ccxt.exchanges.okx.urls[api.rest]=" + okx.rest());
    Collections.addAll(arguments, settings);
    return startCcxt(arguments.toArray(String[]::new));
  }

  /**
   * Starts one that reaches exchanges through CCXT alone. Where Node.js or the bridge's packages
   * are missing the test is skipped.
   */
  static Gateway startCcxt(String... settings) {
    ForeignProgram.installed("node");
    assumeTrue(
        Files.isDirectory(Path.of("ccxt-bridge", "node_modules", "ccxt")),
        "the bridge is not installed: npm ci --omit=dev --ignore-scripts in ccxt-bridge");
    List<String> arguments = new ArrayList<>();
    for (String direct : List.of("binance", "bybit", "hyperliquid", "alpaca")) {
      arguments.add("barline.exchanges.%s.enabled=false".formatted(direct));
    }
    Collections.addAll(
        arguments,
        "server.port=0",
        "management.server.port=0",
        "barline.access.keys-file=target/no-keys.json",
        "barline.feed.backoff-min=50ms",
        "barline.feed.backoff-max=200ms");
    Collections.addAll(arguments, settings);
    return start(arguments);
  }

  /** Starts one that reaches Interactive Brokers alone. */
  static Gateway start(IbkrSimulator ibkr, String... settings) {
    List<String> arguments = new ArrayList<>();
    for (String other : List.of("binance", "bybit", "hyperliquid", "alpaca")) {
      arguments.add("barline.exchanges.%s.enabled=false".formatted(other));
    }
    Collections.addAll(
        arguments,
        "server.port=0",
        "management.server.port=0",
        "barline.access.keys-file=target/no-keys.json",
        "barline.ccxt.enabled=false",
        "barline.feed.backoff-min=50ms",
        "barline.feed.backoff-max=200ms",
        "barline.exchanges.ibkr.host=" + ibkr.host(),
        "barline.exchanges.ibkr.port=" + ibkr.port());
    Collections.addAll(arguments, settings);
    return start(arguments);
  }

  private static Gateway start(List<String> arguments) {
    return new Gateway(
        new SpringApplicationBuilder(Barline.class)
            .run(latest(arguments).stream().map(setting -> "--" + setting).toArray(String[]::new)));
  }

  private int port(String property) {
    return Integer.parseInt(
        Objects.requireNonNull(context.getEnvironment().getProperty(property), property));
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  <T> T bean(String name, Class<T> type) {
    return context.getBean(name, type);
  }

  /** What is answered at an address of another program. */
  String text(String uri) {
    return send(HttpRequest.newBuilder(URI.create(uri)).build()).body();
  }

  URI http(String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(port("local.server.port"), path));
  }

  private URI management(String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(port("local.management.port"), path));
  }

  /** Waits until all lists of instruments are there. */
  void awaitCatalogues() {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!bean(Exchanges.class).missing(null).isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("lists are missing: " + bean(Exchanges.class).missing(null));
      }
      Thread.onSpinWait();
    }
  }

  GatewayClient connect() {
    return GatewayClient.connect(client, webSocket());
  }

  URI webSocket() {
    return URI.create("ws://127.0.0.1:%d/api/v1/ws".formatted(port("local.server.port")));
  }

  JsonNode get(String path) {
    return JSON.readTree(
        RestSchema.checked(send(HttpRequest.newBuilder(http(path)).build())).body());
  }

  HttpResponse<String> post(String path, String body) {
    return RestSchema.checked(
        send(
            HttpRequest.newBuilder(http(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build()));
  }

  HttpResponse<String> actuator(String path) {
    return send(HttpRequest.newBuilder(management("/actuator" + path)).build());
  }

  HttpResponse<String> tellActuator(String path, String body) {
    return send(
        HttpRequest.newBuilder(management("/actuator" + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Stops it as a SIGTERM does. */
  @Override
  public void close() {
    context.close();
    client.close();
  }
}
