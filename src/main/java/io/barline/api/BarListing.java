package io.barline.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.barline.history.BarRange;
import io.barline.market.Topic;
import io.barline.wire.BarJson;

/**
 * The bars of a series in an answer.
 *
 * @param collecting whether the series is still growing
 * @param more whether the limit left out older bars of the range
 * @param bars the JSON array of them, each written as on the WebSocket
 */
record BarListing(
    String topic,
    boolean collecting,
    boolean more,
    @JsonRawValue String bars,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean simulated) {

  static BarListing of(Topic topic, boolean collecting, BarRange range, boolean simulated) {
    String bars = new String(BarJson.encode(range.bars()), UTF_8);
    return new BarListing(topic.toString(), collecting, range.more(), bars, simulated);
  }
}
