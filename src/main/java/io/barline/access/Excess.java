package io.barline.access;

/**
 * Somebody asked more often than it may.
 *
 * @param sentence who, and how much it may
 * @param seconds after which it may again, at least 1
 */
public record Excess(String sentence, long seconds) {}
