package io.barline.exchange.ibkr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectTest {
  @ParameterizedTest
  @CsvSource({
    "101,Max number of tickers has been reached,FULL",
    "102,Duplicate ticker id,ANEW",
    "162,Historical Market Data Service error message:pacing violation,LATER",
    "162,Historical Market Data Service error message:PACING violation of subscription,LATER",
    "162,Historical Market Data Service error message:No market data permissions,REFUSED",
    "162,Historical Market Data Service error message:HMDS query returned no data,LATER",
    "162,Historical Market Data Service error message:not subscribed,REFUSED",
    "162,Historical Market Data Service error message:API historical data query cancelled: 7,NONE",
    "162,Historical Market Data Service error message:query canceled,NONE",
    "162,Historical Market Data Service error message:something else,LATER",
    "165,Historical Market Data Service query message,NONE",
    "200,No security definition has been found,REFUSED",
    "300,Can't find EId,NONE",
    "309,Max number of market depth requests,FULL",
    "310,Can't find the subscribed market depth,NONE",
    "316,Market depth data has been HALTED,ENDED",
    "317,Market depth data has been RESET,BOOK_RESET",
    "321,Error validating request,REFUSED",
    "322,Error processing request,REFUSED",
    "354,Requested market data is not subscribed.,NOT_SUBSCRIBED",
    "366,No historical data query found,NONE",
    "420,Invalid Real-time Query:pacing violation,LATER",
    "420,Invalid Real-time Query:No market data permissions,REFUSED",
    "420,Invalid Real-time Query:something else,LATER",
    "2099,no warning,UNKNOWN",
    "2100,a warning,NONE",
    "2169,a warning,NONE",
    "2170,no warning,UNKNOWN",
    "10089,needs a subscription; delayed data is available,NOT_SUBSCRIBED",
    "10090,part of it is not subscribed,NONE",
    "10167,Displaying delayed market data.,DELAYED",
    "10168,delayed data is not enabled,NOT_SUBSCRIBED",
    "10186,delayed data is not enabled,NOT_SUBSCRIBED",
    "10190,Max number of tick-by-tick requests,FULL",
    "10197,No market data during competing live session,LATER",
    "10225,Bust event occurred,ANEW",
    "10299,use AGGTRADES,REFUSED",
    "0,'',UNKNOWN",
    "-1,'',UNKNOWN",
    "99999,'',UNKNOWN"
  })
  void followsFromTheCodeAndTheText(int code, String text, Effect effect) {
    assertThat(Effect.of(code, text)).isEqualTo(effect);
  }
}
