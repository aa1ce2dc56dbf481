package io.barline.exchange.bybit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barline.exchange.Decoder;
import io.barline.exchange.Inbound;
import io.barline.exchange.RecordedMessages;
import io.barline.market.Instrument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What was recorded from Bybit by others is understood. */
class BybitRecordingsTest {
  private static final Path FIXTURES = Path.of("../shared/fixtures/bybit");

  private final Bybit bybit = new Bybit(BybitTest.SETTINGS);

  @Test
  void readsMessagesAsOthersDo() {
    RecordedMessages.check(
        "bybit/tardis-node/bybit_spot_messages_with_expected.json", bybit, "spot", BybitTest.SPOT);
  }

  @Test
  void understandsEveryMessage() throws IOException {
    assumeTrue(Files.isDirectory(FIXTURES), "no recordings in " + FIXTURES);
    List<String> frames =
        new ArrayList<>(Files.readAllLines(FIXTURES.resolve("FastMM/raw_md_stream.jsonl")));
    for (String name : List.of("orderbook_delta", "orderbook_snapshot", "public_trade")) {
      frames.add(Files.readString(FIXTURES.resolve("nautilus_trader/ws_" + name + ".json")));
    }
    frames.add(Files.readString(FIXTURES.resolve("nautilus_trader/ws_subscription_failure.json")));
    // The example lacks a comma.
    frames.add(
        Files.readString(FIXTURES.resolve("XChange/orderBookDeltaResponse.json5"))
            .replaceFirst("\\}(\\s*\"cts\")", "},$1"));
    for (String name : List.of("Linear/Trades", "Spot/Trades", "Spot/Ticker")) {
      String script = Files.readString(FIXTURES.resolve("Bybit.Net/ws/" + name + ".txt"));
      frames.add(script.substring(script.lastIndexOf('=') + 1));
    }
    Decoder decoder = bybit.newDecoder(bybit.routes().getFirst(), _ -> BybitTest.SPOT);
    int events = 0;
    for (String frame : frames) {
      if (!isReplyToSomebodyElse(frame)) {
        List<Inbound> said = new ArrayList<>();
        byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
        decoder.decode(bytes, 0, bytes.length, 1, said::add);
        assertThat(said).as(frame).isNotEmpty().noneMatch(Inbound.Unrecognized.class::isInstance);
        events += (int) said.stream().filter(Inbound.Data.class::isInstance).count();
      }
    }
    assertThat(events).isGreaterThan(40);
  }

  /** Our requests have numbers. */
  private static boolean isReplyToSomebodyElse(String frame) {
    return frame.contains("\"req_id\":\"sub1\"");
  }

  @Test
  void readsEveryListOfInstruments() throws IOException {
    assumeTrue(Files.isDirectory(FIXTURES), "no recordings in " + FIXTURES);
    lists(
        "spot",
        "Bybit.Net/rest/GetSpotSymbols.txt",
        "nautilus_trader/http_get_instruments_spot.json",
        "nautilus_trader/http_get_instruments_spot_xstocks.json");
    lists(
        "linear",
        "Bybit.Net/rest/GetLinearInverseSymbols.txt",
        "XChange/getInstrumentLinear.json5",
        "nautilus_trader/http_get_instruments_linear.json",
        "nautilus_trader/http_get_instruments_linear_symbol_type.json");
    lists(
        "inverse",
        "XChange/getInstrumentInverse.json5",
        "nautilus_trader/http_get_instruments_inverse.json");
  }

  private void lists(String category, String... files) throws IOException {
    for (String file : files) {
      String text = Files.readString(FIXTURES.resolve(file));
      String body = text.substring(text.indexOf('{'));
      List<Instrument> instruments =
          new Catalogue(Category.of(category), BybitTest.SETTINGS.endpoints().rest())
              .read(body.getBytes(StandardCharsets.UTF_8))
              .instruments();
      JsonNode list = JsonMapper.shared().readTree(body).path("result").path("list");
      assertThat(instruments)
          .as(file)
          .extracting(Instrument::nativeSymbol)
          .containsExactlyElementsOf(
              list.valueStream().map(entry -> entry.path("symbol").asString()).toList());
      assertThat(instruments)
          .allMatch(i -> i.active() && i.tickSize() != null && i.lotSize() != null);
    }
  }
}
