package io.barline.exchange.alpaca;

import io.barline.exchange.Endpoint;
import io.barline.exchange.RestRequest;
import io.barline.market.Instrument;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Requests of Alpaca's REST interfaces, each of which weighs one, with the keys as headers. */
final class Requests {
  /** Servers and proxies on the way take addresses of 8,000 bytes. */
  private static final int LONGEST_LIST = 5_500;

  private final AlpacaSettings settings;
  private final Map<String, String> headers;

  Requests(AlpacaSettings settings) {
    this.settings = settings;
    this.headers =
        settings.hasKeys()
            ? Map.of("APCA-API-KEY-ID", settings.key(), "APCA-API-SECRET-KEY", settings.secret())
            : Map.of();
  }

  /** <a href="https://docs.alpaca.markets/reference/get-v2-assets-1">All assets</a> of a market. */
  RestRequest assets(Market market) {
    return get(
        settings.endpoints().assets(), "/v2/assets?status=active&asset_class=" + market.assetClass);
  }

  /** The latest of each name, for as many symbols in a request as an address may hold. */
  List<RestRequest> latest(Market market, List<String> names) {
    List<RestRequest> requests = new ArrayList<>();
    Names.symbols(names)
        .forEach(
            (channel, symbols) -> {
              StringBuilder list = new StringBuilder();
              for (String symbol : symbols) {
                String encoded = URLEncoder.encode(symbol, StandardCharsets.UTF_8);
                if (list.length() + 1 + encoded.length() > LONGEST_LIST) {
                  requests.add(latest(market, channel, list.toString()));
                  list.setLength(0);
                }
                list.append(list.isEmpty() ? "" : ",").append(encoded);
              }
              requests.add(latest(market, channel, list.toString()));
            });
    return requests;
  }

  private RestRequest latest(Market market, String channel, String symbols) {
    String path =
        switch (market) {
          case STOCKS -> "/" + channel + "/latest?symbols=" + symbols + feed(market);
          case CRYPTO -> "/" + settings.crypto() + "/latest/" + channel + "?symbols=" + symbols;
        };
    return get(settings.endpoints().rest(), market.restPath + path);
  }

  /** A range of one instrument, told by {@code query}; the most that one page holds. */
  RestRequest range(Market market, String channel, Instrument instrument, String query) {
    String location = market == Market.CRYPTO ? "/" + settings.crypto() : "";
    String symbol = URLEncoder.encode(instrument.nativeSymbol(), StandardCharsets.UTF_8);
    return get(
        settings.endpoints().rest(),
        market.restPath
            + location
            + "/"
            + channel
            + "?symbols="
            + symbol
            + query
            + "&limit="
            + History.LONGEST_PAGE
            + feed(market));
  }

  private String feed(Market market) {
    return market == Market.STOCKS ? "&feed=" + settings.feed() : "";
  }

  private RestRequest get(URI base, String path) {
    return new RestRequest(Endpoint.append(base, path), headers, null, 1);
  }
}
