package io.barline.simulator.ibkr;

/** What clients are told of the broker's data farms. */
final class FarmNotice {
  private FarmNotice() {}

  static Refusal of(int code, String farm) {
    String text =
        switch (code) {
          case 2103 -> "Market data farm connection is broken";
          case 2104 -> "Market data farm connection is OK";
          case 2105 -> "HMDS data farm connection is broken";
          case 2106 -> "HMDS data farm connection is OK";
          case 2107 -> "HMDS data farm connection is inactive but should be available upon demand.";
          case 2108 ->
              "Market data farm connection is inactive but should be available upon demand.";
          case 2119 -> "Market data farm is connecting";
          case 2157 -> "Sec-def data farm connection is broken";
          case 2158 -> "Sec-def data farm connection is OK";
          default -> throw new IllegalArgumentException("no notice of farms: " + code);
        };
    return new Refusal(code, text + ":" + farm);
  }
}
