package io.barline.api;

import io.barline.access.Principal;
import io.barline.market.Channel;
import io.barline.market.Topic;
import io.barline.quality.GapLedger;
import io.barline.quality.GapRecord;
import io.barline.wire.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /gaps}: the holes that were told, and what became of them. */
@RestController
@RequestMapping(path = "/api/v1/gaps", produces = MediaType.APPLICATION_JSON_VALUE)
final class GapController {
  private static final int USUAL_LIMIT = 100;
  private static final int LARGEST_LIMIT = 1_000;

  private final GapLedger gaps;
  private final RequestedTopic topics;
  private final KnownExchanges known;
  private final boolean simulated;

  GapController(
      GapLedger gaps, RequestedTopic topics, KnownExchanges known, Provenance provenance) {
    this.gaps = gaps;
    this.topics = topics;
    this.known = known;
    this.simulated = provenance.simulated();
  }

  @GetMapping
  GapJson.Listing list(
      @RequestAttribute(Principal.ATTRIBUTE) Principal principal,
      @RequestParam(required = false) @Nullable String topic,
      @RequestParam(required = false) @Nullable String exchange,
      @RequestParam(required = false) @Nullable String symbol,
      @RequestParam(required = false) @Nullable String channel,
      @RequestParam(required = false) @Nullable String state,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(required = false) @Nullable String limit) {
    int most = Parameters.number("limit", limit, USUAL_LIMIT, 1, LARGEST_LIMIT);
    Predicate<GapRecord> wanted =
        inState(state).and(within(from, to)).and(record -> principal.permits(record.gap().topic()));
    Topic one = oneTopic(principal, topic, exchange, symbol, channel);
    List<GapRecord> found =
        one != null
            ? gaps.find(one, wanted, most + 1)
            : gaps.find(wanted.and(about(principal, exchange, symbol, channel)), most + 1);
    return new GapJson.Listing(
        found.stream().limit(most).map(GapJson::of).toList(), most, found.size() > most, simulated);
  }

  /** The topic that the parameters name, whole or in parts; null where they name several. */
  private @Nullable Topic oneTopic(
      Principal principal,
      @Nullable String topic,
      @Nullable String exchange,
      @Nullable String symbol,
      @Nullable String channel) {
    if (topic != null) {
      return exchange == null
          ? topics.of(principal, topic)
          : topics.of(principal, exchange, topic, "", null);
    }
    return symbol == null || channel == null
        ? null
        : topics.of(principal, exchangeOf(exchange), null, channel, symbol);
  }

  private Predicate<GapRecord> about(
      Principal principal,
      @Nullable String exchange,
      @Nullable String symbol,
      @Nullable String channel) {
    Predicate<GapRecord> wanted = _ -> true;
    if (symbol != null) {
      String id = known.get(principal, exchangeOf(exchange)).id();
      String unified = topics.unified(principal, id, symbol);
      wanted =
          record ->
              record.gap().topic().exchange().equals(id)
                  && record.gap().topic().symbol().equals(unified);
    } else if (exchange != null) {
      String id = known.get(principal, exchange).id();
      wanted = record -> record.gap().topic().exchange().equals(id);
    }
    if (channel != null) {
      Channel only =
          Channel.of(channel)
              .orElseThrow(
                  () ->
                      Refusal.ofParameter(
                          "channel",
                          channel,
                          "channel must be one such as trades, quotes, bars.1m or book.20"));
      wanted = wanted.and(record -> record.gap().topic().channel().equals(only));
    }
    return wanted;
  }

  private static String exchangeOf(@Nullable String exchange) {
    return Parameters.required("exchange", exchange, "binance");
  }

  private static Predicate<GapRecord> inState(@Nullable String state) {
    if (state == null) {
      return _ -> true;
    }
    for (GapRecord.State each : GapRecord.State.values()) {
      if (each.code().equals(state)) {
        return record -> record.state() == each;
      }
    }
    throw Refusal.ofParameter(
        "state",
        state,
        "state must be one of "
            + Arrays.stream(GapRecord.State.values())
                .map(GapRecord.State::code)
                .collect(Collectors.joining(", ")));
  }

  /** Those that overlap the range. */
  private static Predicate<GapRecord> within(@Nullable String from, @Nullable String to) {
    long first = Parameters.time("from", from, Long.MIN_VALUE);
    long end = Parameters.time("to", to, Long.MAX_VALUE);
    if (first >= end) {
      throw Refusal.ofParameter("from", String.valueOf(from), "from must be before to");
    }
    return record -> record.gap().to() >= first && record.gap().from() < end;
  }
}
