package io.barline.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.barline.exchange.Access;
import io.barline.exchange.Limits;
import io.barline.exchange.Route;
import io.barline.market.Instrument;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Exchanges have names that no other test uses, since all tests share one logger. */
class FrameLogTest {
  private static final String LOGIN =
      "{\"action\":\"auth\",\"key\":\"AKCANARYKEY\",\"secret\":\"canarysecret0123456789\"}";

  private final TestLane time = new TestLane();
  private final Listed listed = new Listed();
  private final FrameLog log = new FrameLog(listed, time.clock());
  private final List<String> sent = new ArrayList<>();
  private final Heard heard = new Heard();
  private final LoggedLines logged = LoggedLines.of("io.barline.frames");

  /** The symbols of two exchanges, the same of both. */
  private static final class Listed implements Symbols {
    final Map<String, Instrument> instruments = new HashMap<>();

    /** Whether all lists are there. */
    boolean complete;

    void add(String symbol) {
      instruments.put(symbol, PlainExchange.instrument(symbol));
      complete = true;
    }

    @Override
    public List<String> exchanges() {
      return List.of("framed", "other");
    }

    @Override
    public Lookup lookUp(String exchange, String symbol) {
      Instrument found = instruments.get(symbol);
      for (Instrument each : instruments.values()) {
        found = found == null && each.nativeSymbol().equals(symbol) ? each : found;
      }
      return found != null
          ? new Lookup.Found(found)
          : complete ? new Lookup.Unknown() : new Lookup.Missing(List.of("spot"));
    }

    @Override
    public List<String> nearest(String exchange, String symbol, int most) {
      return instruments.keySet().stream().sorted().limit(most).toList();
    }
  }

  private static final class Heard implements Link.Listener {
    final List<String> frames = new ArrayList<>();

    @Override
    public String feed() {
      return "framed:all#1";
    }

    @Override
    public void opened() {
      frames.add("opened");
    }

    @Override
    public void received(byte[] frame, int length) {
      frames.add(new String(frame, 0, length, UTF_8));
    }

    @Override
    public void pinged() {
      frames.add("pinged");
    }

    @Override
    public void closed(String reason, long retryAfterSeconds) {
      frames.add("closed " + reason);
    }
  }

  /** The link below, which tells what reaches it; and its listener. */
  private final class Below implements Link {
    final Link.Listener listener;

    Below(Link.Listener listener) {
      this.listener = listener;
    }

    @Override
    public void send(String text) {
      sent.add(text);
    }

    @Override
    public void close(String reason) {
      listener.closed(reason, 0);
    }
  }

  private @Nullable Below below;
  private @Nullable Link link;

  @BeforeEach
  void open() {
    ((Logger) LoggerFactory.getLogger("io.barline.frames")).setLevel(Level.DEBUG);
    open("spot");
  }

  /** Opens a connection of that market. */
  private void open(String segment) {
    Route route =
        new Route(
            "all",
            segment,
            new Access.Socket(URI.create("ws://127.0.0.1:1/"), LOGIN, null),
            new Limits(1, 1, 1, 1, 1, 1, Duration.ofSeconds(1)),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));
    link =
        log.watch(
                "framed",
                (_, _, _, told) -> {
                  below = new Below(told);
                  return below;
                })
            .open(route, time.lane, List::of, heard);
  }

  @AfterEach
  void close() {
    logged.close();
  }

  private void receive(String frame) {
    byte[] bytes = frame.getBytes(UTF_8);
    requireNonNull(below).listener.received(bytes, bytes.length);
  }

  private void send(String frame) {
    requireNonNull(link).send(frame);
  }

  /** What was logged of this test's exchange. */
  private List<String> lines() {
    return logged.lines().stream().filter(line -> line.startsWith("exchange=framed")).toList();
  }

  @Test
  void passesEverythingOnAndLogsNothingUnlessAskedTo() {
    receive("{}");
    send("hello");
    requireNonNull(below).listener.opened();
    requireNonNull(below).listener.pinged();
    requireNonNull(link).close("enough");
    assertThat(heard.frames).containsExactly("{}", "opened", "pinged", "closed enough");
    assertThat(sent).containsExactly("hello");
    assertThat(lines()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"framed", "*", "framed:*"})
  void logsFramesInAndOut(String wanted) {
    log.log(List.of(wanted));
    send("{\"op\":\"ping\"}");
    receive("{\"op\":\"pong\"}");
    requireNonNull(below).listener.pinged();
    assertThat(lines())
        .containsExactly(
            "exchange=framed feed=framed:all#1 direction=out length=13 frame={\"op\":\"ping\"}",
            "exchange=framed feed=framed:all#1 direction=in length=13 frame={\"op\":\"pong\"}",
            "exchange=framed feed=framed:all#1 direction=in length=0 frame=ping");
    log.log(List.of());
    receive("{}");
    assertThat(lines()).hasSize(3);
    assertThat(log.wanted()).isEmpty();
  }

  @Test
  void logsNothingOfOtherExchanges() {
    log.log(List.of("other"));
    receive("{}");
    assertThat(lines()).isEmpty();
  }

  @Test
  void logsTheFramesOfASymbol() {
    log.log(List.of("framed:BTC/USDT"));
    receive("{\"s\":\"BTCUSDT\"}");
    assertThat(lines()).isEmpty();
    listed.add("BTC/USDT");
    log.tick();
    receive("{\"s\":\"BTCUSDT\"}");
    receive("{\"stream\":\"btcusdt@trade\"}");
    receive("publicTrade.BTCUSDT");
    receive("{\"s\":\"BTCUSDT_261225\"}");
    receive("{\"s\":\"XBTCUSDT\"}");
    receive("{\"s\":\"ETHUSDT\"}");
    receive("BTCUSD");
    assertThat(lines()).hasSize(3);
  }

  @Test
  void aUnifiedSymbolIsOfOneMarketAndTheExchangesOwnNameOfAll() {
    listed.add("BTC/USDT");
    listed.add("BTC/USDT:USDT");
    log.log(List.of("framed:BTC/USDT"));
    receive("{\"s\":\"BTCUSDT\",\"of\":\"spot\"}");
    open("linear");
    receive("{\"s\":\"BTCUSDT\",\"of\":\"linear\"}");
    assertThat(lines()).singleElement().asString().contains("spot");
    log.log(List.of("framed:BTC/USDT:USDT"));
    receive("{\"s\":\"BTCUSDT\",\"of\":\"linear\"}");
    assertThat(lines()).hasSize(2).last().asString().contains("linear");
    open("spot");
    receive("{\"s\":\"BTCUSDT\",\"of\":\"spot\"}");
    assertThat(lines()).hasSize(2);
    log.log(List.of("framed:BTCUSDT"));
    receive("{\"s\":\"BTCUSDT\",\"of\":\"spot\"}");
    open("linear");
    receive("{\"s\":\"BTCUSDT\",\"of\":\"linear\"}");
    assertThat(lines()).hasSize(4);
  }

  @Test
  void refusesASymbolThatIsKnownToBeNone() {
    log.log(List.of("framed:NOPE")); // the lists are not there yet
    listed.add("BTC/USDT");
    assertThatThrownBy(() -> log.log(List.of("framed:BTC/USDT", "framed:NOPE")))
        .hasMessage("framed has no symbol \"NOPE\"; did you mean BTC/USDT?");
    assertThatThrownBy(() -> log.log(List.of("*:NOPE")))
        .hasMessage("no exchange that is served has a symbol \"NOPE\"; did you mean BTC/USDT?");
    assertThat(log.wanted()).containsExactly("framed:NOPE");
    log.tick();
    log.tick();
    assertThat(logged.lines())
        .filteredOn(line -> line.contains("unknown="))
        .containsExactly("frames=[framed:NOPE] unknown=[framed:NOPE]");
  }

  @Test
  void takesAnExchangesOwnNameAsItIs() {
    log.log(List.of("framed:ETHUSDT", "framed:DOGEUSDT"));
    receive("{\"s\":\"ETHUSDT\"}");
    receive("{\"s\":\"DOGEUSDT\"}");
    receive("{\"s\":\"BTCUSDT\"}");
    assertThat(lines()).hasSize(2);
  }

  @Test
  void cutsLongFramesAndKeepsThemOnOneLine() {
    log.log(List.of("framed"));
    receive("a\nb".repeat(1_000));
    assertThat(lines())
        .singleElement()
        .asString()
        .contains("length=3000 frame=a?ba?b")
        .endsWith("...")
        .hasSizeLessThan(650)
        .doesNotContain("\n");
  }

  @Test
  void showsFieldsThatEndWithAZeroByteApart() {
    log.log(List.of("framed:BTCUSDT"));
    listed.add("BTC/USDT");
    log.tick();
    receive("7\0BTCUSDT\0");
    assertThat(lines()).singleElement().asString().endsWith("length=10 frame=7|BTCUSDT|");
  }

  @Test
  void showsNoSecret() {
    log.log(List.of("*"));
    send(LOGIN);
    receive("{\"echo\":\"canarysecret0123456789\"}");
    send("AKCANARYKEY");
    assertThat(sent).containsExactly(LOGIN, "AKCANARYKEY");
    assertThat(lines()).hasSize(3).allMatch(line -> line.endsWith("frame=***"));
    assertThat(logged.lines()).noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("canary"));
  }

  @Test
  void boundsTheLinesOfASecondAndSaysHowManyWereLeftOut() {
    log.log(List.of("framed"));
    for (int i = 0; i < FrameLog.MOST_LINES + 50; i++) {
      receive("{}");
    }
    assertThat(lines()).hasSize(FrameLog.MOST_LINES);
    log.tick();
    log.tick();
    assertThat(lines())
        .hasSize(FrameLog.MOST_LINES + 1)
        .last()
        .isEqualTo("exchange=framed left_out=50 most_each_second=200");
    time.pass(Duration.ofSeconds(1));
    receive("{}");
    assertThat(lines()).hasSize(FrameLog.MOST_LINES + 2);
    assertThat(heard.frames).hasSize(FrameLog.MOST_LINES + 51);
  }

  @Test
  void saysWhichExchangesThereAre() {
    assertThatThrownBy(() -> log.log(List.of("framed:")))
        .hasMessage(
            "after the colon comes a symbol, such as binance:BTC/USDT; \"framed:\" has none:"
                + " all frames of framed are \"framed\"");
    assertThatThrownBy(() -> log.log(List.of("framed", "krakn:BTC/USDT")))
        .hasMessage(
            "frames are of an exchange that is served, such as binance, binance:BTC/USDT or *:"
                + " \"krakn:BTC/USDT\"; served are [framed, other]");
    assertThat(log.wanted()).isEmpty();
  }
}
