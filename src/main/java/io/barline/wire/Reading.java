package io.barline.wire;

import org.jspecify.annotations.Nullable;

/** What became of a text that a client sent. */
public sealed interface Reading {
  record Understood(ClientMessage message) implements Reading {}

  /**
   * It can't be followed; the connection goes on.
   *
   * @param id the request's id as far as it could be read
   * @param sentence which value is wrong and what would be right
   */
  record Fault(@Nullable RequestId id, ErrorCode code, String sentence) implements Reading {}
}
