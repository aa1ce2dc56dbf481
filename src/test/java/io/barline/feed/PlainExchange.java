package io.barline.feed;

import io.barline.exchange.Decoder;
import io.barline.exchange.Exchange;
import io.barline.exchange.Inbound;
import io.barline.exchange.Limits;
import io.barline.exchange.NativeSymbols;
import io.barline.exchange.RestRequest;
import io.barline.exchange.Route;
import io.barline.exchange.Segment;
import io.barline.exchange.StreamName;
import io.barline.exchange.UpstreamChannel;
import io.barline.market.Instrument;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An exchange with frames that are easy to read: {@code + 1 a,b} subscribes, {@code ok 1} and
 * {@code no 1 why} answer.
 */
final class PlainExchange implements Exchange {
  static final Route ROUTE =
      new Route(
          "only",
          "spot",
          URI.create("ws://127.0.0.1:1/"),
          new Limits(5, 2, 3, 2, Duration.ofMinutes(1)),
          Duration.ofSeconds(30),
          Duration.ofHours(24));

  @Override
  public String id() {
    return "plain";
  }

  @Override
  public List<Segment> segments() {
    return List.of(
        new Segment("spot", Set.of(new UpstreamChannel.Trades()), Segment.TradeOrder.CONTIGUOUS));
  }

  @Override
  public List<Route> routes() {
    return List.of(ROUTE);
  }

  @Override
  public List<RestRequest> catalogueRequests(Segment segment) {
    return List.of();
  }

  @Override
  public List<Instrument> readCatalogue(Segment segment, byte[] body) {
    return List.of();
  }

  @Override
  public Optional<Instrument> presume(String symbol) {
    return Optional.empty();
  }

  @Override
  public @Nullable StreamName stream(Instrument instrument, UpstreamChannel channel) {
    return new StreamName("only", instrument.nativeSymbol());
  }

  @Override
  public String subscribe(Route route, long requestId, List<String> names) {
    return "+ " + requestId + " " + String.join(",", names);
  }

  @Override
  public String unsubscribe(Route route, long requestId, List<String> names) {
    return "- " + requestId + " " + String.join(",", names);
  }

  @Override
  public Decoder newDecoder(Route route, NativeSymbols symbols) {
    return (frame, from, to, _, sink) -> {
      String[] words = new String(frame, from, to - from, StandardCharsets.UTF_8).split(" ", 3);
      sink.accept(
          switch (words[0]) {
            case "ok" -> new Inbound.Accepted(Long.parseLong(words[1]));
            case "no" -> new Inbound.Rejected(Long.parseLong(words[1]), "1", words[2], true);
            case "busy" -> new Inbound.Rejected(Long.parseLong(words[1]), "2", words[2], false);
            default -> new Inbound.Heartbeat();
          });
    };
  }
}
