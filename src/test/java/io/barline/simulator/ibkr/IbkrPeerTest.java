package io.barline.simulator.ibkr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barline.ForeignProgram;
import io.barline.market.Side;
import io.barline.simulator.MarketControl;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of Node.js that other people wrote reads all that the simulator tells, and has nothing
 * to complain about.
 */
class IbkrPeerTest {
  private static final Path PEER = Path.of("src/test/ibkr-peer");
  private static final Path FOLDER = Path.of("target/ibkr-peer");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** How errors that the client found itself are told: they have a code of clients. */
  private static final Pattern UNREADABLE = Pattern.compile("},50[0-9],");

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final TestClock clock = new TestClock();
  private final IbkrSimulator tws =
      IbkrSimulator.start(SimulatorSettings.DEFAULTS.withTradesPerSecond(0), clock);

  @AfterEach
  void close() {
    tws.close();
  }

  /** Fetches the packages as package-lock.json has them, unless that was done before. */
  @BeforeAll
  static void install() throws IOException, InterruptedException {
    ForeignProgram.installed("node");
    String npm = ForeignProgram.installed("npm");
    Files.createDirectories(FOLDER);
    Path lock = FOLDER.resolve("package-lock.json");
    boolean isSame =
        Files.exists(FOLDER.resolve("node_modules/.package-lock.json"))
            && Files.exists(lock)
            && Files.mismatch(lock, PEER.resolve("package-lock.json")) == -1;
    for (String name : List.of("package.json", "package-lock.json", "peer.mjs")) {
      Files.copy(PEER.resolve(name), FOLDER.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!isSame) {
      ForeignProgram.Said said =
          ForeignProgram.run(
              FOLDER, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
      assumeTrue(
          Files.exists(FOLDER.resolve("node_modules/.package-lock.json")),
          () -> "npm could not fetch the packages: " + said.err());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {157, 178, 193})
  void readsAllThatIsTold(int version) {
    tws.setServerVersion(version);
    tws.setEntitlement("MSFT", Entitlement.DELAYED);
    tws.setEntitlement("AAPL-C250", Entitlement.NONE);
    tws.reroute("AAPL.CFD", "AAPL");
    MarketControl aapl = tws.market("AAPL");
    aapl.trade("250", "300", Side.BUY, clock.instant());
    tws.market("BTC").trade("65000", "0.125", Side.BUY, clock.instant());
    var peer = begin();
    aapl.trade("250.25", "500", Side.SELL, clock.instant());
    tws.market("MSFT").quote("479.5", "200", "480.5", "300", clock.instant());
    tws.market("EUR.USD").quote("1.1", "1000000", "1.1001", "2000000", clock.instant());
    clock.advance(Duration.ofSeconds(5));
    tws.settle();
    tws.resetDepth("AAPL");
    tws.loseServers();
    tws.restore(true);
    List<String> told = end(peer);
    assertThat(told).noneMatch(IbkrPeerTest::complains);
    assertThat(told).containsAll(ofAnyVersion()).containsAll(sizes(version));
    assertThat(errors(told))
        .containsExactlyInAnyOrder(
            "354/12", "10299/45", "200/54", "200/71", "200/72", "10167/2", "10186/73", "317/31");
    assertThat(named(told, "contractDetails")).hasSize(4);
  }

  /** The check itself: what cannot be read is complained about. */
  @Test
  void complainsOfMessagesThatEndTooEarly() {
    var peer = begin();
    tws.send(Frame.of(57, 1));
    assertThat(end(peer)).anyMatch(IbkrPeerTest::complains);
  }

  @Test
  void complainsOfMessagesThatAreTooLong() {
    var peer = begin();
    tws.send(Frame.of(57, 1, 3, "more"));
    assertThat(end(peer)).anyMatch(IbkrPeerTest::complains);
  }

  private static boolean complains(String line) {
    String text = line.toLowerCase(Locale.ROOT);
    return text.contains("underrun")
        || text.contains("unprocessed")
        || text.contains("\"event\":\"console\"")
        || text.contains("nan")
        || UNREADABLE.matcher(line).find();
  }

  /** Starts the client, and waits until it has asked for everything. */
  private CompletableFuture<ForeignProgram.Said> begin() {
    var peer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return ForeignProgram.run(FOLDER, "node", "peer.mjs", Integer.toString(tws.port()));
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    await(() -> peer.isDone() || tws.requests(RequestKind.CURRENT_TIME) > 0);
    return peer;
  }

  /** Ends the client; returns all that it has told, a line for each event. */
  private List<String> end(CompletableFuture<ForeignProgram.Said> peer) {
    tws.closeAll(0, "");
    ForeignProgram.Said said = peer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    assertThat(said.err()).isEmpty();
    return said.out();
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private static String line(String event, String values) {
    return "{\"event\":\"%s\",\"values\":[%s]}".formatted(event, values.replace('\'', '"'));
  }

  private static List<String> named(List<String> told, String event) {
    return told.stream().filter(line -> line.startsWith("{\"event\":\"" + event + "\"")).toList();
  }

  /** Each with its code and the number of the request. */
  private static List<String> errors(List<String> told) {
    return named(told, "error").stream()
        .map(JSON::readTree)
        .map(event -> event.path("values"))
        .map(values -> values.path(1).asInt() + "/" + values.path(2).asInt())
        .toList();
  }

  private static List<String> ofAnyVersion() {
    String rows =
        "[{'exchange':'NASDAQ','secType':'STK','listingExch':'','serviceDataType':'Deep2',"
            + "'aggGroup':1},{'exchange':'CME','secType':'FUT','listingExch':'','serviceDataType':'Deep',"
            + "'aggGroup':1},{'exchange':'PAXOS','secType':'CRYPTO','listingExch':'',"
            + "'serviceDataType':'Deep','aggGroup':1}]";
    return List.of(
        line("managedAccounts", "'DU1234567'"),
        line("nextValidId", "1"),
        line("currentTime", "1795357200"),
        line("marketDataType", "1,1"),
        line("marketDataType", "2,3"),
        line("tickGeneric", "1,49,0"),
        line("tickGeneric", "2,90,0"),
        line("tickString", "1,45,'1795357200'"),
        line("tickPrice", "1,4,250.25,false"),
        line("tickPrice", "1,1,250.25,true"),
        line("tickPrice", "1,2,250.26,true"),
        line("tickPrice", "2,66,479.5,true"),
        line("tickPrice", "2,67,480.5,true"),
        line("tickSnapshotEnd", "3"),
        line("tickByTickMidPoint", "13,'1795357200',1.10005"),
        line("realtimeBar", "22,1795357200,1.100025,1.10005,1.100025,1.10005,-1,-1,-1"),
        line("updateMktDepthL2", "32,0,'PAXOS',0,1,64999.75,0.00942696,true"),
        line(
            "historicalData",
            "43,'20261122 09:20:00 US/Eastern',65000,65000,65000,65000,0.125,1,65000,null"),
        line("historicalData", "44,'20261122',1.100025,1.100025,1.100025,1.100025,-1,-1,-1,null"),
        line("contractDetailsEnd", "51"),
        line("contractDetailsEnd", "52"),
        line("mktDepthExchanges", rows),
        line("headTimestamp", "62,'1795357200'"),
        line("rerouteMktDataReq", "74,265598,'SMART'"),
        line("info", "'" + IbkrSimulator.LOST + "',1100"));
  }

  /** What depends on whether sizes of stocks are in round lots. */
  private static List<String> sizes(int version) {
    boolean isLots = version < 159;
    String volume = isLots ? "8" : "800";
    String last = isLots ? "5" : "500";
    String first = version < 175 ? "3" : "300";
    String both = version < 175 ? "8" : "800";
    return List.of(
        line("tickSize", "1,5," + last),
        line("tickSize", "1,8," + volume),
        line("tickSize", "2,69," + (isLots ? "2" : "200")),
        line(
            "tickString",
            "1,48,'250.25;%s;1795357200000;%s;250.15625000;true'".formatted(last, volume)),
        line(
            "tickByTickAllLast",
            "11,2,'1795357200',250.25,%s,{'pastLimit':false,'unreported':false},'NASDAQ',''"
                .formatted(last)),
        line("realtimeBar", "21,1795357200,250,250.25,250,250.25,%s,250.15625,2".formatted(volume)),
        line("historicalData", "41,'1795357200',250,250,250,250,%s,1,250,null".formatted(first)),
        line(
            "historicalDataUpdate",
            "42,'1795357200',250,250.25,250,250.25,%s,2,250.15625".formatted(both)));
  }
}
