package io.barline.simulator;

/** A REST request that cannot be answered; carries Binance's code and sentence. */
final class RestFault extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final int code;

  RestFault(int status, int code, String sentence) {
    super(sentence, null, false, false);
    this.status = status;
    this.code = code;
  }

  static RestFault missing(String parameter) {
    return new RestFault(
        400,
        -1102,
        "Mandatory parameter '%s' was not sent, was empty/null, or malformed."
            .formatted(parameter));
  }

  /** As the exchange words it: 418 for a ban, 429 for too many requests. */
  static RestFault wanted(int status) {
    return switch (status) {
      case 418 -> new RestFault(status, -1003, "Way too much request weight used; IP banned.");
      case 429 -> new RestFault(status, -1003, "Too much request weight used.");
      default -> new RestFault(status, -1016, "This service is no longer available.");
    };
  }

  int status() {
    return status;
  }

  /** {@code {"code":-1121,"msg":"Invalid symbol."}}. */
  byte[] body() {
    return new JsonBuffer()
        .raw("{\"code\":")
        .number(code)
        .raw(",\"msg\":")
        .string(String.valueOf(getMessage()))
        .raw("}")
        .toBytes();
  }
}
