package io.barline.exchange.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.exchange.Decoder;
import io.barline.exchange.Inbound;
import io.barline.exchange.MalformedFrame;
import io.barline.market.Quote;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlpacaDecoderTest {
  private final List<Inbound> said = new ArrayList<>();

  private static Decoder decoder(Map<String, String> properties) {
    Alpaca alpaca = new Alpaca(AlpacaSettingsTest.settings(properties));
    return alpaca.newDecoder(
        alpaca.routes().getFirst(), symbol -> symbol.equals("AAPL") ? AlpacaTest.AAPL : null);
  }

  private List<Inbound> decode(Decoder decoder, String frame) {
    byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
    said.clear();
    decoder.decode(bytes, 0, bytes.length, 1, said::add);
    return said;
  }

  @Test
  void tellsWhatLeftTheStateThatAnAckDescribes() {
    Decoder decoder = decoder(Map.of());
    decode(
        decoder,
        "[{\"T\":\"subscription\",\"trades\":[\"A\",\"B\"],\"bars\":[\"A\"],\"quotes\":[]}]");
    assertThat(said)
        .containsExactly(new Inbound.Confirmed(true, Set.of("trades:A", "trades:B", "bars:A")));
    decode(decoder, "[{\"T\":\"subscription\",\"trades\":[\"B\",\"C\"]}]");
    assertThat(said)
        .containsExactly(
            new Inbound.Confirmed(true, Set.of("trades:B", "trades:C")),
            new Inbound.Confirmed(false, Set.of("trades:A", "bars:A")));
    decode(decoder, "[{\"T\":\"subscription\"}]");
    assertThat(said)
        .containsExactly(
            new Inbound.Confirmed(true, Set.of()),
            new Inbound.Confirmed(false, Set.of("trades:B", "trades:C")));
  }

  @Test
  void aBadEventSpoilsNoOther() {
    decode(
        decoder(Map.of()),
        "[{\"T\":\"t\",\"S\":\"AAPL\",\"i\":1,\"x\":\"V\",\"p\":1,\"t\":\"2026-11-22T14:00:00Z\"},"
            + "{\"T\":\"t\",\"S\":\"NONE\",\"i\":1,\"p\":1,\"s\":1,\"t\":\"2026-11-22T14:00:00Z\"},"
            + "{\"T\":\"t\",\"S\":\"AAPL\",\"i\":2,\"p\":1,\"s\":1,\"t\":\"2026-11-22T14:00:00Z\"}]");
    assertThat(said).hasSize(2);
    assertThat(said.getFirst())
        .isInstanceOfSatisfying(
            Inbound.Data.class, data -> assertThat(((Trade) data.event()).sequence()).isEqualTo(2));
    assertThat(said.getLast())
        .isInstanceOfSatisfying(
            Inbound.Unrecognized.class,
            unrecognized -> assertThat(unrecognized.reason()).startsWith("field s is missing: [{"));
  }

  @Test
  void tellsTradesOfSeveralExchangesApart() {
    decode(
        decoder(Map.of("barline.exchanges.alpaca.feed", "sip")),
        "[{\"T\":\"t\",\"S\":\"AAPL\",\"i\":7,\"x\":\"V\",\"p\":1,\"s\":1,\"t\":\"2026-11-22T14:00:00Z\"},"
            + "{\"T\":\"t\",\"S\":\"AAPL\",\"i\":7,\"x\":\"D\",\"p\":1,\"s\":1,\"t\":\"2026-11-22T14:00:00Z\"}]");
    assertThat(said)
        .extracting(one -> ((Trade) ((Inbound.Data) one).event()).textId())
        .containsExactly("V-7", "D-7");
    assertThat(said)
        .allSatisfy(
            one ->
                assertThat(((Trade) ((Inbound.Data) one).event()).sequence())
                    .isEqualTo(Trade.NO_SEQUENCE));
  }

  @Test
  void countsRoundLotsWhereToldTo() {
    decode(
        decoder(Map.of("barline.exchanges.alpaca.quote-size-unit", "100")),
        "[{\"T\":\"q\",\"S\":\"AAPL\",\"bp\":0,\"bs\":0,\"ap\":271.5,\"as\":3,"
            + "\"t\":\"2026-11-22T14:00:00Z\"}]");
    Quote quote = (Quote) ((Inbound.Data) said.getFirst()).event();
    assertThat(quote.askSize()).hasToString("300");
    assertThat(quote.bid().signum()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "1999-12-31T23:59:59.999999999Z",
        "2000-02-29T12:00:00.5Z",
        "2024-02-29T00:00:00.000001Z",
        "2024-03-01T00:00:00Z",
        "2026-11-22T14:00:00.123456789Z",
        "2100-02-28T23:59:59Z",
        "2100-03-01T00:00:00Z",
        "2261-12-31T23:59:59Z"
      })
  void readsTimesExactly(String text) {
    byte[] bytes = ("." + text + ".").getBytes(StandardCharsets.US_ASCII);
    assertThat(Timestamps.read(bytes, 1, bytes.length - 1))
        .isEqualTo(UtcNanos.of(Instant.parse(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-11-22",
        "2026-11-22T14:00:00",
        "2026-11-22T14:00:00+01:00",
        "2026-11-22T14:00:00.Z",
        "2026-11-22T14:00:00.1234567891Z",
        "2026-13-22T14:00:00Z",
        "2026-02-29T14:00:00Z",
        "2026-11-00T14:00:00Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T14:60:00Z",
        "2026-11-2xT14:00:00Z",
        "1969-11-22T14:00:00Z",
        "2262-11-22T14:00:00Z"
      })
  void refusesWhatIsNoTime(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> Timestamps.read(bytes, 0, bytes.length))
        .isInstanceOf(MalformedFrame.class);
  }
}
