package io.barline.feed;

import io.barline.exchange.Allowance;
import io.barline.exchange.Exchange;
import io.barline.exchange.Limits;
import org.jspecify.annotations.Nullable;

/**
 * What all connections to an exchange have together, since the exchange counts by address.
 *
 * @param attempts to connect
 * @param messages frames sent; null where they are counted for each connection only
 * @param bans hosts that want to be left alone
 * @param departures connections that it may count though they ended
 */
record AddressBudget(
    TokenBucket attempts, @Nullable TokenBucket messages, Bans bans, Departures departures) {
  /** That of an address from which nothing was connected yet. */
  AddressBudget(TokenBucket attempts, @Nullable TokenBucket messages, Bans bans) {
    this(attempts, messages, bans, new Departures());
  }

  /**
   * That of an exchange.
   *
   * @param bans shared with REST
   */
  static AddressBudget of(Exchange exchange, Bans bans) {
    Limits limits = exchange.routes().getFirst().limits();
    Allowance messages = exchange.sharedMessages();
    return new AddressBudget(
        TokenBucket.of(new Allowance(limits.attempts(), limits.attemptWindow())),
        messages == null ? null : TokenBucket.of(messages),
        bans);
  }
}
