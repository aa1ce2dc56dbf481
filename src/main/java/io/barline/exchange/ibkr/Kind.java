package io.barline.exchange.ibkr;

import io.barline.market.Instrument;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A security type of Interactive Brokers, named as the protocol names it, and what it offers. */
enum Kind {
  STK(Instrument.Type.STOCK, "TRADES", true),
  FUT(Instrument.Type.LINEAR_FUTURE, "TRADES", true),
  OPT(Instrument.Type.OPTION, "TRADES", true),
  /** An option on a future. */
  FOP(Instrument.Type.OPTION, "TRADES", true),
  CASH(Instrument.Type.SPOT, "MIDPOINT", false),
  CFD(Instrument.Type.CFD, "MIDPOINT", false),
  /** {@code TRADES} would be refused by error 10299. */
  CRYPTO(Instrument.Type.SPOT, "AGGTRADES", true),
  IND(Instrument.Type.INDEX, "TRADES", false),
  CMDTY(Instrument.Type.COMMODITY, "TRADES", true);

  private static final Map<String, Kind> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(Kind::name, Function.identity()));

  private final Instrument.Type type;
  private final String whatToShow;
  private final boolean sizes;

  Kind(Instrument.Type type, String whatToShow, boolean sizes) {
    this.type = type;
    this.whatToShow = whatToShow;
    this.sizes = sizes;
  }

  /** The one that the protocol calls so, or empty. */
  static Optional<Kind> of(String secType) {
    return Optional.ofNullable(BY_NAME.get(secType));
  }

  Instrument.Type type() {
    return type;
  }

  /** What bars are made of, as requests name it. */
  String whatToShow() {
    return whatToShow;
  }

  /** Whether trades are told, or else only quotes, whose middle bars are made of. */
  boolean hasTrades() {
    return !whatToShow.equals("MIDPOINT");
  }

  /** Whether somebody bids for it and offers it: an index is computed. */
  boolean hasQuotes() {
    return this != IND;
  }

  /** Whether its trades can be streamed: they are told, with their sizes. */
  boolean tellsTrades() {
    return hasTrades() && sizes;
  }

  /** Whether trades and bars tell how much was traded. */
  boolean hasSizes() {
    return sizes;
  }

  /** Whether it has a strike, and is a call or a put. */
  boolean isOption() {
    return this == OPT || this == FOP;
  }

  /** Whether it expires. */
  boolean expires() {
    return this == FUT || isOption();
  }

  /** Whether a currency is what it settles in. */
  boolean settles() {
    return expires() || this == CFD;
  }
}
