package io.barline.simulator.ibkr;

/** What an account may see of an instrument. */
public enum Entitlement {
  LIVE,
  DELAYED,
  NONE
}
