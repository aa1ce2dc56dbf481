package io.barline.simulator.okx;

import java.util.stream.Stream;

/**
 * What REST tells of instruments.
 *
 * @see <a href="https://www.okx.com/docs-v5/en/#public-data-rest-api-get-instruments">Get
 *     instruments</a>
 */
final class OkxListing {
  private static final String SPOT =
      "{\"instType\":\"SPOT\",\"instId\":\"%s\",\"uly\":\"\",\"instFamily\":\"\",\"baseCcy\":\"%s\",\"quoteCcy\":\"%s\",\"settleCcy\":\"\",\"ctVal\":\"\",\"ctMult\":\"\",\"ctValCcy\":\"\",\"ctType\":\"\",";
  private static final String SWAP =
      "{\"instType\":\"SWAP\",\"instId\":\"%1$s\",\"uly\":\"%2$s-%3$s\",\"instFamily\":\"%2$s-%3$s\",\"baseCcy\":\"\",\"quoteCcy\":\"\",\"settleCcy\":\"%3$s\",\"ctVal\":\"%4$s\",\"ctMult\":\"1\",\"ctValCcy\":\"%2$s\",\"ctType\":\"linear\",";

  private OkxListing() {}

  static Stream<String> instruments(Stream<OkxMarket> markets) {
    return markets.map(market -> entry(market.instrument));
  }

  private static String entry(OkxInstrument instrument) {
    String kind =
        (instrument.isSpot() ? SPOT : SWAP)
            .formatted(
                instrument.instId(),
                instrument.base(),
                instrument.quote(),
                instrument.contractValue());
    return kind
        + "\"category\":\"1\",\"alias\":\"\",\"optType\":\"\",\"stk\":\"\",\"listTime\":\"1548133413000\",\"expTime\":\"\",\"lever\":\"%s\",\"tickSz\":\"%s\",\"lotSz\":\"%s\",\"minSz\":\"%s\",\"maxLmtSz\":\"9999999999\",\"maxMktSz\":\"1000000\",\"ruleType\":\"normal\",\"state\":\"%s\"}"
            .formatted(
                instrument.isSpot() ? "10" : "100",
                instrument.terms().tickSize(),
                instrument.terms().lotSize(),
                instrument.terms().lotSize(),
                instrument.state());
  }
}
