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

/** {@code /books}: an order book as it is now. */
@RestController
@RequestMapping(path = "/api/v1/books", produces = MediaType.APPLICATION_JSON_VALUE)
final class BookController {
  private static final int USUAL_DEPTH = 20;

  private final RequestedTopic topics;
  private final CurrentValues values;
  private final boolean simulated;

  BookController(RequestedTopic topics, CurrentValues values, Provenance provenance) {
    this.topics = topics;
    this.values = values;
    this.simulated = provenance.simulated();
  }

  /**
   * A book in an answer.
   *
   * @param state of its feed
   * @param book the message that a WebSocket client which comes now is sent
   */
  record BookAnswer(
      String topic,
      String state,
      @JsonRawValue String book,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean simulated) {}

  @GetMapping
  BookAnswer ofTopic(
      @RequestAttribute(Principal.ATTRIBUTE) Principal principal,
      @RequestParam(required = false) @Nullable String topic) {
    return answer(
        topics.of(principal, Parameters.required("topic", topic, "binance:book.20:BTC/USDT")));
  }

  @GetMapping("/{exchange}")
  BookAnswer ofSymbol(
      @RequestAttribute(Principal.ATTRIBUTE) Principal principal,
      @PathVariable String exchange,
      @RequestParam(required = false) @Nullable String topic,
      @RequestParam(required = false) @Nullable String symbol,
      @RequestParam(required = false) @Nullable String depth) {
    int levels = Parameters.number("depth", depth, USUAL_DEPTH, 1, Channel.Book.MAX_DEPTH);
    return answer(topics.of(principal, exchange, topic, new Channel.Book(levels).code(), symbol));
  }

  private BookAnswer answer(Topic topic) {
    if (!(topic.channel() instanceof Channel.Book)) {
      throw Refusal.ofParameter(
          "topic",
          topic.toString(),
          topic + " has no order book: the channel must be book.<depth>, like book.20");
    }
    CurrentValues.Current now = values.get(topic);
    return new BookAnswer(now.topic(), now.state(), now.message(), simulated);
  }
}
