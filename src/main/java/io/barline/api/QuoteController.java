package io.barline.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.barline.access.Principal;
import io.barline.market.Channel;
import io.barline.market.Topic;
import io.barline.wire.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /quotes}: the best bid and ask as they are now. */
@RestController
@RequestMapping(path = "/api/v1/quotes", produces = MediaType.APPLICATION_JSON_VALUE)
final class QuoteController {
  private final RequestedTopic topics;
  private final CurrentValues values;
  private final boolean simulated;

  QuoteController(RequestedTopic topics, CurrentValues values, Provenance provenance) {
    this.topics = topics;
    this.values = values;
    this.simulated = provenance.simulated();
  }

  /**
   * A quote in an answer.
   *
   * @param state of its feed
   * @param quote the message that a WebSocket client which comes now is sent
   */
  record QuoteAnswer(
      String topic,
      String state,
      @JsonRawValue String quote,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean simulated) {}

  @GetMapping
  QuoteAnswer ofTopic(
      @RequestAttribute(Principal.ATTRIBUTE) Principal principal,
      @RequestParam(required = false) @Nullable String topic) {
    return answer(
        topics.of(principal, Parameters.required("topic", topic, "binance:quotes:BTC/USDT")));
  }

  @GetMapping("/{exchange}")
  QuoteAnswer ofSymbol(
      @RequestAttribute(Principal.ATTRIBUTE) Principal principal,
      @PathVariable String exchange,
      @RequestParam(required = false) @Nullable String topic,
      @RequestParam(required = false) @Nullable String symbol) {
    return answer(topics.of(principal, exchange, topic, new Channel.Quotes().code(), symbol));
  }

  private QuoteAnswer answer(Topic topic) {
    if (!(topic.channel() instanceof Channel.Quotes)) {
      throw Refusal.ofParameter(
          "topic", topic.toString(), topic + " has no quotes: the channel must be quotes");
    }
    CurrentValues.Current now = values.get(topic);
    return new QuoteAnswer(now.topic(), now.state(), now.message(), simulated);
  }
}
