package io.barline.exchange.ibkr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContractTest {
  @Test
  void isWrittenInTwelveFields() {
    FieldWriter fields = new FieldWriter();
    ContractSymbols.parse("SPX-OPT-SMART.CBOE-USD-20261218-5000.5-P-SPXW")
        .orElseThrow()
        .write(fields);
    assertThat(fields.message().split("\0", -1))
        .containsExactly(
            "0",
            "SPX",
            "OPT",
            "20261218",
            "5000.5",
            "P",
            "",
            "SMART",
            "CBOE",
            "USD",
            "",
            "SPXW",
            "");
  }

  @Test
  void whatIsNotKnownIsZeroOrEmpty() {
    FieldWriter fields = new FieldWriter();
    Contract.of("AAPL", Kind.STK, "SMART", "USD").write(fields);
    assertThat(fields.message().split("\0", -1))
        .containsExactly("0", "AAPL", "STK", "", "0", "", "", "SMART", "", "USD", "", "", "");
  }

  @Test
  void kindsSayWhatTheyOffer() {
    assertThat(Kind.of("STK")).contains(Kind.STK);
    assertThat(Kind.of("BAG")).isEmpty();
    assertThat(Kind.CRYPTO.whatToShow()).isEqualTo("AGGTRADES");
    assertThat(Kind.CASH.hasTrades()).isFalse();
    assertThat(Kind.CFD.whatToShow()).isEqualTo("MIDPOINT");
    assertThat(Kind.IND.hasTrades()).isTrue();
    assertThat(Kind.IND.hasSizes()).isFalse();
    assertThat(Kind.STK.hasSizes()).isTrue();
  }
}
