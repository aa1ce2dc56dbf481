package io.barline.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Access;
import io.barline.exchange.BookRequests;
import io.barline.exchange.CataloguePage;
import io.barline.exchange.Decoder;
import io.barline.exchange.HistoryRequests;
import io.barline.exchange.NativeSymbols;
import io.barline.exchange.RestBudget;
import io.barline.exchange.RestRequest;
import io.barline.exchange.Route;
import io.barline.exchange.Segment;
import io.barline.exchange.SimpleExchange;
import io.barline.exchange.StreamName;
import io.barline.market.Instrument;
import io.barline.market.UpstreamChannel;
import io.netty.channel.DefaultEventLoop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PolledLinkTest {
  private static final Access.Polled OFTEN = new Access.Polled(Duration.ofMillis(1));
  private static final Route ROUTE =
      new Route(
          "polled",
          "spot",
          OFTEN,
          PlainExchange.ROUTE.limits(),
          Duration.ofSeconds(30),
          Duration.ofDays(1));

  private final SetClock clock = new SetClock();
  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final Lane lane = new Lane(loop, clock);
  private final RestServer server = new RestServer();
  private final Rest rest =
      server.rest(
          new RestBudget(1_000_000, Duration.ofMinutes(1), Duration.ZERO), new Bans(), clock);
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  @AfterEach
  void close() throws Exception {
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
    server.close();
  }

  private Link open(Polls polls, Supplier<List<String>> names) {
    return PolledLink.open(new Polled(polls), ROUTE, OFTEN, lane, rest, names, new Heard());
  }

  /** One request for all names. */
  private List<RestRequest> together(List<String> names) {
    return List.of(server.get(String.join(",", names), 1));
  }

  private String next() throws InterruptedException {
    String said = heard.poll(30, TimeUnit.SECONDS);
    assertThat(said).as("what the link says").isNotNull();
    return String.valueOf(said);
  }

  @Test
  void asksAgainAndAgainForAllThatIsWanted() throws Exception {
    server.answers = path -> new RestServer.Answer(200, "all of " + path);
    open(this::together, () -> List.of("A", "B"));
    assertThat(List.of(next(), next(), next()))
        .containsExactly("opened", "all of A,B", "all of A,B");
  }

  @Test
  void aFailureOfPollsEndsItWithASentence() throws Exception {
    open(
        _ -> {
          throw new IllegalStateException("no such name");
        },
        () -> List.of("A"));
    assertThat(next()).isEqualTo("opened");
    assertThat(next()).isEqualTo("closed 0 could not ask: IllegalStateException: no such name");
  }

  @Test
  void aRefusalIsReadBeforeTheLinkIsOver() throws Exception {
    server.answers = _ -> new RestServer.Answer(403, "{\"message\":\"forbidden.\"}");
    open(this::together, () -> List.of("A"));
    assertThat(next()).isEqualTo("opened");
    assertThat(next()).isEqualTo("{\"message\":\"forbidden.\"}");
    assertThat(next())
        .startsWith("closed 0 GET ")
        .endsWith("answered 403: {\"message\":\"forbidden.\"}");
  }

  @Test
  void tooManyRequestsAreNoFrame() throws Exception {
    server.answers = _ -> new RestServer.Answer(429, "slow down");
    open(this::together, () -> List.of("A"));
    assertThat(next()).isEqualTo("opened");
    assertThat(next()).startsWith("closed 5 GET ").endsWith("answered 429: slow down");
  }

  @Test
  void onlyTheNameThatIsRefusedIsLeftOut() throws Exception {
    server.answers =
        path ->
            path.contains("BAD")
                ? new RestServer.Answer(400, "no such symbol")
                : new RestServer.Answer(200, path);
    open(this::together, () -> List.of("A", "B", "BAD", "C", "D"));
    assertThat(List.of(next(), next(), next(), next()))
        .containsExactly("opened", "A,B", "C,D", "A,B,C,D");
    assertThat(server.asked).startsWith("A,B,BAD,C,D", "A,B", "BAD,C,D", "BAD", "C,D", "A,B,C,D");
  }

  @Test
  void aNameThatWasLeftOutIsTriedAgainAlone() throws Exception {
    server.answers =
        path ->
            path.contains("BAD") && count("BAD") < 2
                ? new RestServer.Answer(422, "no such symbol")
                : new RestServer.Answer(200, path);
    open(
        this::together,
        () -> {
          clock.pass(Duration.ofSeconds(25));
          return List.of("A", "BAD");
        });
    String said = next();
    while (!said.equals("BAD")) {
      assertThat(said).isIn("opened", "A");
      said = next();
    }
    assertThat(count("A")).isEqualTo(13); // five minutes
    assertThat(next()).isEqualTo("A,BAD");
  }

  private long count(String path) {
    return server.asked.stream().filter(path::equals).count();
  }

  @Test
  void halvingIsBounded() throws Exception {
    server.answers = _ -> new RestServer.Answer(400, "nothing of it");
    List<String> names = IntStream.range(0, 500).mapToObj(i -> "N" + i).toList();
    PollRound round = new PollRound(new Polled(this::together), ROUTE, rest, new Refusals());
    assertThat(round.ask(names)).isNull();
    assertThat(server.asked).hasSizeLessThanOrEqualTo(2 * PollRound.MOST_HALVINGS + 1);
    assertThat(heard).contains("refused N0");
  }

  @Test
  void noMoreIsAskedOnceItIsOver() throws Exception {
    Polled each = new Polled(names -> names.stream().map(name -> server.get(name, 1)).toList());
    PollRound round = new PollRound(each, ROUTE, rest, new Refusals());
    assertThat(round.ask(List.of("A", "B", "LAST", "C"))).isNull();
    assertThat(server.asked).containsExactly("A", "B", "LAST");
  }

  @Test
  void aPauseThatIsTooLongIsAnInterruption() throws Exception {
    int[] round = {0};
    server.answers = path -> new RestServer.Answer(200, path);
    open(
        this::together,
        () -> {
          clock.pass(Duration.ofSeconds(++round[0] < 3 ? 29 : 31));
          return List.of("A");
        });
    assertThat(List.of(next(), next(), next())).containsExactly("opened", "A", "A");
    assertThat(next()).isEqualTo("closed 0 polled too seldom: nothing was asked for PT31S");
  }

  @Test
  void aPauseInWhichNothingWasWantedIsNone() throws Exception {
    int[] round = {0};
    server.answers = path -> new RestServer.Answer(200, path);
    open(
        this::together,
        () -> {
          round[0]++;
          clock.pass(Duration.ofSeconds(round[0] < 4 ? 60 : 0));
          return round[0] < 4 ? List.of() : List.of("A");
        });
    assertThat(List.of(next(), next())).containsExactly("opened", "A");
  }

  private final class Heard implements Link.Listener {
    @Override
    public void opened() {
      heard.add("opened");
    }

    @Override
    public void received(byte[] frame, int length) {
      heard.add(new String(frame, 0, length, UTF_8));
    }

    @Override
    public void pinged() {}

    @Override
    public void closed(String reason, long retryAfterSeconds) {
      heard.add("closed " + retryAfterSeconds + " " + reason);
    }
  }

  private final class Refusals implements PollRound.Told {
    @Override
    public boolean isOver() {
      return server.asked.contains("LAST");
    }

    @Override
    public void answered(byte[] body) {}

    @Override
    public void refused(String name, String reason) {
      heard.add("refused " + name);
    }
  }

  private static final class SetClock extends Clock {
    private volatile Instant now = Instant.parse("2026-11-22T12:00:00Z");

    synchronized void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  @FunctionalInterface
  private interface Polls {
    List<RestRequest> of(List<String> names);
  }

  /** A plain exchange whose data is asked for. */
  private record Polled(PlainExchange plain, Polls polls) implements SimpleExchange {
    Polled(Polls polls) {
      this(new PlainExchange(), polls);
    }

    @Override
    public String id() {
      return plain.id();
    }

    @Override
    public List<Segment> segments() {
      return plain.segments();
    }

    @Override
    public List<Route> routes() {
      return List.of(ROUTE);
    }

    @Override
    public List<RestRequest> catalogueRequests(Segment segment) {
      return plain.catalogueRequests(segment);
    }

    @Override
    public CataloguePage readCatalogue(Segment segment, byte[] body) {
      return plain.readCatalogue(segment, body);
    }

    @Override
    public Optional<Instrument> presume(String symbol) {
      return plain.presume(symbol);
    }

    @Override
    public List<StreamName> streams(Instrument instrument, UpstreamChannel channel) {
      return plain.streams(instrument, channel);
    }

    @Override
    public String subscribe(Route route, long requestId, List<String> names) {
      return plain.subscribe(route, requestId, names);
    }

    @Override
    public String unsubscribe(Route route, long requestId, List<String> names) {
      return plain.unsubscribe(route, requestId, names);
    }

    @Override
    public Decoder newDecoder(Route route, NativeSymbols symbols) {
      return plain.newDecoder(route, symbols);
    }

    @Override
    public List<RestRequest> polls(Route route, List<String> names) {
      return polls.of(names);
    }

    @Override
    public @Nullable BookRequests books() {
      return null;
    }

    @Override
    public @Nullable HistoryRequests history() {
      return null;
    }
  }
}
