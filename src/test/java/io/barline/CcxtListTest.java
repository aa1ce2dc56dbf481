package io.barline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barline.ForeignProgram.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the pinned CCXT can do, as it says itself: every exchange of it is constructed and asked.
 * {@code ./mvnw test -Dtest=CcxtListTest -Dbarline.write-tables=true} writes it.
 */
class CcxtListTest {
  private static final boolean WRITE = Boolean.getBoolean("barline.write-tables");
  private static final String WRITTEN =
      "written by ./mvnw test -Dtest=CcxtListTest -Dbarline.write-tables=true";
  private static final Path LIST = Path.of("src/main/resources/ccxt/exchanges.json");
  private static final Path PAGE = Path.of("docs/exchanges.md");
  private static final Path BRIDGE = Path.of("ccxt-bridge");
  private static final List<String> DIRECT = List.of("binance", "bybit", "hyperliquid", "alpaca");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void theGatewayKnowsWhatItsCcxtCanDo() throws IOException, InterruptedException {
    String node = ForeignProgram.installed("node");
    assumeTrue(Files.isDirectory(BRIDGE.resolve("node_modules")), "the bridge is not installed");
    Said said = ForeignProgram.run(BRIDGE, node, "capabilities.js");
    assertThat(said.out()).as("%s", said.err()).isNotEmpty();
    holds(LIST, String.join("\n", said.out()) + "\n");
  }

  @Test
  void thePageOfExchangesSaysWhatTheListSays() throws IOException {
    holds(PAGE, page(JSON.readTree(Files.readString(LIST))));
  }

  private static void holds(Path file, String shouldBe) throws IOException {
    if (WRITE) {
      Files.writeString(file, shouldBe);
    } else {
      assertThat(file).as(WRITTEN).hasContent(shouldBe);
    }
  }

  private static String page(JsonNode list) {
    List<JsonNode> all = new ArrayList<>();
    list.path("exchanges").forEach(all::add);
    StringJoiner page = new StringJoiner("\n", "", "\n");
    page.add("<!-- %s -->".formatted(WRITTEN));
    page.add("# Exchanges");
    page.add("");
    page.add(
        "`binance`, `bybit`, `hyperliquid`, `alpaca` and `ibkr` are reached directly. All others are reached through CCXT %s, which runs in [ccxt-bridge](../ccxt-bridge/README.md);"
            .formatted(list.path("ccxt").asString()));
    page.add(
        "so are the first four as `ccxt.binance` and so on, where that is asked for. What a running"
            + " gateway reaches says `/api/v1/exchanges`.");
    page.add("");
    page.add("| CCXT %s | exchanges |".formatted(list.path("ccxt").asString()));
    page.add("| --- | --- |");
    page.add("| in all | %d |".formatted(all.size()));
    for (String what : List.of("trades", "ohlcv", "book", "ticker")) {
      page.add("| %s streamed | %d |".formatted(called(what), count(all, is(what, "stream"))));
      page.add("| %s polled | %d |".formatted(called(what), count(all, is(what, "poll"))));
      page.add("| neither | %d |".formatted(count(all, is(what, "none"))));
    }
    page.add(
        "| bars made of trades by Barline | %d |"
            .formatted(count(all, is("trades", "none").negate())));
    page.add("| with a test network | %d |".formatted(count(all, one -> flag(one, "sandbox"))));
    page.add(
        "| whose test network streams | %d |"
            .formatted(count(all, one -> flag(one, "streamsInSandbox"))));
    page.add("");
    page.add(
        "Bars are made of trades, of every interval; where an exchange tells no trades they are its"
            + " own, from the shortest of its intervals on (`source: exchange`). Quotes are the"
            + " best levels of the book.");
    page.add(
        "What is polled says so: `polled` in `/api/v1/exchanges`, `mode` in health, the reason of"
            + " its `status`. Bars of polled trades come once the exchange was asked after their"
            + " end; where one page does not reach back to the one before there is a `gap` of cause"
            + " `polled`.");
    page.add("");
    page.add("| topics begin with | name | trades | own bars | book | ticker | test network |");
    page.add("| --- | --- | --- | --- | --- | --- | --- |");
    for (JsonNode one : all) {
      String id = one.path("id").asString();
      page.add(
          "| `%s:` | %s | %s | %s | %s | %s | %s |"
              .formatted(
                  DIRECT.contains(id) ? "ccxt." + id : id,
                  one.path("name").asString(),
                  how(one, "trades"),
                  how(one, "ohlcv"),
                  how(one, "book"),
                  how(one, "ticker"),
                  flag(one, "sandbox") ? flag(one, "streamsInSandbox") ? "yes" : "REST only" : ""));
    }
    return page.toString();
  }

  private static String called(String what) {
    return what.equals("ohlcv") ? "bars of the exchange's own" : what;
  }

  private static Predicate<JsonNode> is(String what, String how) {
    return one -> one.path(what).asString().equals(how);
  }

  private static long count(List<JsonNode> all, Predicate<JsonNode> such) {
    return all.stream().filter(such).count();
  }

  private static boolean flag(JsonNode one, String name) {
    return one.path(name).asBoolean();
  }

  private static String how(JsonNode one, String what) {
    String how = one.path(what).asString();
    return how.equals("none") ? "" : how;
  }
}
