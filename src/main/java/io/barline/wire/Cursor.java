package io.barline.wire;

/** The last message of a topic that a client has seen. */
public record Cursor(String epoch, long seq) {}
