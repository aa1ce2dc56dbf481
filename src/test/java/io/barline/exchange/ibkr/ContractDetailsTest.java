package io.barline.exchange.ibkr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.exchange.MalformedFrame;
import io.barline.market.Decimal;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContractDetailsTest {
  private static final String HOURS = "20261123:0400-20261123:2000;20261124:CLOSED";

  @ParameterizedTest
  @ValueSource(ints = {157, 163, 164, 178, 179, 182, 185, 186, 193})
  void readsEveryLayout(int version) {
    ContractDetails details = ContractDetails.read(message(version, "FUT", "20261218"), version);
    assertThat(details.requestId()).isEqualTo(31);
    assertThat(details.contract())
        .isEqualTo(
            new Contract(
                700_123,
                "ES",
                "FUT",
                "20261218",
                null,
                "",
                "50",
                "CME",
                "CME",
                "USD",
                "ESZ6",
                "ES"));
    assertThat(details.minTick()).isEqualTo(Decimal.of(25, 2));
    assertThat(details.sizeIncrement()).isEqualTo(version < 164 ? null : Decimal.ONE);
    assertThat(details.longName()).isEqualTo("É-mini");
    assertThat(details.validExchanges()).isEqualTo("CME,QBALGO");
    assertThat(details.timeZoneId()).isEqualTo("US/Central");
    assertThat(details.tradingHours()).isEqualTo(HOURS);
    assertThat(details.liquidHours()).isEqualTo("20261123:0830-20261123:1500");
    assertThat(details.underConId()).isEqualTo(11004);
  }

  @ParameterizedTest
  @ValueSource(strings = {"20261218-14:30:00-US/Central", "20261218 14:30:00 US/Central"})
  void keepsTheDateOnly(String told) {
    assertThat(
            ContractDetails.read(message(178, "FUT", told), 178)
                .contract()
                .lastTradeDateOrContractMonth())
        .isEqualTo("20261218");
  }

  @ParameterizedTest
  @ValueSource(ints = {178, 179, 186})
  void fundsHaveFieldsOfTheirOwn(int version) {
    List<String> fields = fields(version, "FUND", "");
    ContractDetails.read(read(fields), version);
    fields.removeLast();
    assertThatThrownBy(() -> ContractDetails.read(read(fields), version))
        .isInstanceOf(MalformedFrame.class);
  }

  @Test
  void ignoresSurplusFields() {
    List<String> fields = fields(178, "FUT", "20261218");
    fields.add("new");
    assertThat(ContractDetails.read(read(fields), 178).underConId()).isEqualTo(11004);
  }

  @ParameterizedTest
  @ValueSource(ints = {157, 178, 193})
  void everyMissingFieldIsNoticed(int version) {
    List<String> fields = fields(version, "FUT", "20261218");
    while (!fields.isEmpty()) {
      fields.removeLast();
      assertThatThrownBy(() -> ContractDetails.read(read(fields), version))
          .isInstanceOf(MalformedFrame.class);
    }
  }

  @Property
  void failsOnNonsenseInOneWayOnly(
      @ForAll @IntRange(min = 157, max = 193) int version,
      @ForAll @IntRange(max = 50) int at,
      @ForAll String nonsense) {
    List<String> fields = fields(version, "FUT", "20261218");
    fields.set(at % fields.size(), nonsense);
    try {
      assertThat(ContractDetails.read(read(fields), version)).isNotNull();
    } catch (MalformedFrame expected) {
      assertThat(expected.getMessage()).isNotEmpty();
    }
  }

  @Property
  void failsOnRandomBytesInOneWayOnly(@ForAll byte[] bytes) {
    try {
      assertThat(ContractDetails.read(new FieldReader(bytes, 0, bytes.length), 178)).isNotNull();
    } catch (MalformedFrame expected) {
      assertThat(expected.getMessage()).isNotEmpty();
    }
  }

  private static FieldReader message(int version, String secType, String expiry) {
    return read(fields(version, secType, expiry));
  }

  private static FieldReader read(List<String> fields) {
    return FieldReaderTest.read(fields.isEmpty() ? "" : String.join("\0", fields) + "\0");
  }

  /** The fields after the message's id, in the documented order of that version. */
  private static List<String> fields(int version, String secType, String expiry) {
    List<String> fields = new ArrayList<>();
    if (version < 164) {
      fields.add("8");
    }
    fields.addAll(List.of("31", "ES", secType, expiry));
    if (version >= 182) {
      fields.add(expiry);
    }
    fields.addAll(List.of("0", "0", "CME", "USD", "ESZ6", "ES", "ES", "700123", "0.25"));
    if (version < 164) {
      fields.add("1");
    }
    fields.addAll(List.of("50", "LMT,MKT", "CME,QBALGO", "1", "11004", "\\u00c9-mini", "CME"));
    fields.addAll(List.of("202612", "", "Indices", "Broad", "US/Central", HOURS));
    fields.addAll(List.of("20261123:0830-20261123:1500", "", ""));
    fields.addAll(List.of("1", "ISIN", "US0000000000"));
    fields.addAll(List.of("2147483647", "ES", "IND", "67", "20261218", ""));
    if (version >= 164) {
      fields.addAll(List.of("1", "1", "1"));
    }
    if (version >= 179 && secType.equals("FUND")) {
      for (int i = 0; i < 17; i++) {
        fields.add("f" + i);
      }
    }
    if (version >= 186) {
      fields.addAll(List.of("1", "R1", "not traded there"));
    }
    return fields;
  }
}
