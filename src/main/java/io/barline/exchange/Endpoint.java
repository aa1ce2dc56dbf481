package io.barline.exchange;

import java.net.URI;

/** Addresses below a configured one. */
public final class Endpoint {
  private Endpoint() {}

  /** {@code base}, with or without a slash at its end, and {@code path}, which begins with one. */
  public static URI append(URI base, String path) {
    String text = base.toString();
    return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
  }
}
