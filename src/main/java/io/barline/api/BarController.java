package io.barline.api;

import io.barline.access.Principal;
import io.barline.history.BarRange;
import io.barline.history.RecentBars;
import io.barline.hub.TopicReport;
import io.barline.market.Channel;
import io.barline.market.Interval;
import io.barline.market.Topic;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /bars}: the recent closed bars of a series that is being collected. */
@RestController
@RequestMapping(path = "/api/v1/bars", produces = MediaType.APPLICATION_JSON_VALUE)
final class BarController {
  private static final int USUAL_LIMIT = 500;
  private static final int LARGEST_LIMIT = 1_000;

  private final RecentBars bars;
  private final RequestedTopic topics;
  private final KnownExchanges known;
  private final Supplier<List<TopicReport>> reports;
  private final boolean simulated;

  BarController(
      RecentBars bars,
      RequestedTopic topics,
      KnownExchanges known,
      Supplier<List<TopicReport>> reports,
      Provenance provenance) {
    this.bars = bars;
    this.topics = topics;
    this.known = known;
    this.reports = reports;
    this.simulated = provenance.simulated();
  }

  @GetMapping
  BarListing ofTopic(
      @RequestAttribute(Principal.ATTRIBUTE) Principal principal,
      @RequestParam(required = false) @Nullable String topic,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(required = false) @Nullable String limit) {
    return answer(
        principal,
        Parameters.required("topic", topic, "binance:bars.1m:BTC/USDT"),
        from,
        to,
        limit);
  }

  @GetMapping("/{exchange}")
  BarListing ofSymbol(
      @RequestAttribute(Principal.ATTRIBUTE) Principal principal,
      @PathVariable String exchange,
      @RequestParam(required = false) @Nullable String topic,
      @RequestParam(required = false) @Nullable String symbol,
      @RequestParam(required = false) @Nullable String interval,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(required = false) @Nullable String limit) {
    String id = known.get(principal, exchange).id();
    if (topic != null) {
      if (!topic.startsWith(id + ":")) {
        throw Refusal.ofParameter(
            "topic",
            topic,
            "topic must be one of %s, not \"%s\"".formatted(id, Refusal.shortened(topic)));
      }
      return answer(principal, topic, from, to, limit);
    }
    String name = Parameters.required("symbol", symbol, "BTC/USDT");
    String length = Parameters.required("interval", interval, "1m");
    if (Interval.of(length).isEmpty()) {
      List<String> codes = Arrays.stream(Interval.values()).map(Interval::code).toList();
      throw new Refusal(
              ErrorCode.UNKNOWN_INTERVAL,
              "there is no interval \"%s\", only: %s"
                  .formatted(Refusal.shortened(length), String.join(" ", codes)))
          .value(length)
          .with("supported", codes);
    }
    return answer(principal, id + ":bars." + length + ":" + name, from, to, limit);
  }

  private BarListing answer(
      Principal principal,
      String text,
      @Nullable String from,
      @Nullable String to,
      @Nullable String limit) {
    long first = Parameters.time("from", from, Long.MIN_VALUE);
    long end = Parameters.time("to", to, Long.MAX_VALUE);
    if (first >= end) {
      throw Refusal.ofParameter(
          "from",
          String.valueOf(from),
          "from must be before to, but %s is not before %s"
              .formatted(
                  Refusal.shortened(String.valueOf(from)), Refusal.shortened(String.valueOf(to))));
    }
    int most = Parameters.number("limit", limit, USUAL_LIMIT, 1, LARGEST_LIMIT);
    Topic topic = ofBars(principal, text);
    boolean collecting = reports.get().stream().anyMatch(each -> each.topic().equals(topic));
    if (!collecting && !bars.holds(topic)) {
      throw new Refusal(
              ErrorCode.NOT_SUBSCRIBED,
              "%s is not being collected: to collect it without a client, POST {\"topics\":[\"%s\"]} to %s, or subscribe to it"
                  .formatted(topic, topic, SubscriptionController.PATH))
          .value(topic.toString());
    }
    BarRange range = bars.range(topic, first, end, most);
    return BarListing.of(topic, collecting, range, simulated);
  }

  private Topic ofBars(Principal principal, String text) {
    Topic topic = topics.of(principal, text);
    if (!(topic.channel() instanceof Channel.Bars)) {
      throw Refusal.ofParameter(
          "topic", text, topic + " has no bars: the channel must be bars.<interval>, like bars.1m");
    }
    return topic;
  }
}
