package io.barline.access;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a request that may go on.
 *
 * @param grant null where a WebSocket has yet to show a key
 * @param address where it comes from
 * @param isLocal whether it was made on this machine and not passed on by a proxy
 */
public record Admission(@Nullable Grant grant, String address, boolean isLocal) {
  /** Under this name a request has it. */
  public static final String ATTRIBUTE = "io.barline.access.Admission";
}
