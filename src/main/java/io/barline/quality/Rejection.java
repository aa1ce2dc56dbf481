package io.barline.quality;

/**
 * An event was not accepted.
 *
 * @param sentence why, with the numbers that show it
 */
public record Rejection(Reason reason, String sentence) {}
