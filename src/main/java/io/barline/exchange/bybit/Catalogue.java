package io.barline.exchange.bybit;

import io.barline.exchange.CataloguePage;
import io.barline.exchange.Endpoint;
import io.barline.exchange.RestBody;
import io.barline.exchange.RestRequest;
import io.barline.market.Instrument;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The <a href="https://bybit-exchange.github.io/docs/v5/market/instrument">list of instruments</a>
 * of a category, in pages but for spot's, which is whole.
 *
 * <p>An entry that cannot be read is left out: one new product must not hide the others.
 */
final class Catalogue {
  private static final int MOST_PER_PAGE = 1_000;

  /** Bybit's cursors are encoded for an address already. */
  private static final Pattern ENCODED = Pattern.compile("(?:[A-Za-z0-9_.~*+-]|%[0-9A-Fa-f]{2})+");

  private final Category category;
  private final URI rest;

  Catalogue(Category category, URI rest) {
    this.category = category;
    this.rest = rest;
  }

  RestRequest first() {
    String limit = category == Category.SPOT ? "" : "&limit=" + MOST_PER_PAGE;
    return page(limit);
  }

  private RestRequest page(String further) {
    String path = "/v5/market/instruments-info?category=" + category.id + further;
    return RestRequest.get(Endpoint.append(rest, path), 1);
  }

  CataloguePage read(byte[] body) {
    List<Instrument> instruments = new ArrayList<>();
    String cursor =
        Answer.read(
            category.id + " instruments-info",
            body,
            json ->
                RestBody.addIfReadable(
                    json, instruments, entry -> new Listing(category).read(entry)));
    return new CataloguePage(
        instruments,
        cursor.isEmpty()
            ? List.of()
            : List.of(page("&limit=" + MOST_PER_PAGE + "&cursor=" + encoded(cursor))));
  }

  private static String encoded(String cursor) {
    return ENCODED.matcher(cursor).matches()
        ? cursor
        : URLEncoder.encode(cursor, StandardCharsets.UTF_8);
  }
}
