package io.barline.access;

import java.time.Instant;

/**
 * Lets its holder in once, with the rights of whoever asked for it.
 *
 * @param text a secret
 * @param expiresAt until when it may be shown
 */
public record Ticket(String text, Instant expiresAt) {
  @Override
  public String toString() {
    return "Ticket[expiresAt=" + expiresAt + "]";
  }
}
