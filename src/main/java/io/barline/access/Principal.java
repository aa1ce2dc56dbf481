package io.barline.access;

import io.barline.market.Topic;

/**
 * Who is served.
 *
 * @param id what tells one from another, and owns what it creates; no secret
 * @param entitlements what it may have
 */
public record Principal(String id, Entitlements entitlements) {
  /** Everybody, where no keys are asked for. */
  public static final Principal LOCAL = new Principal("local", Entitlements.ALL);

  public boolean permits(Topic topic) {
    return entitlements.permits(topic);
  }
}
