package io.barline.bar;

/**
 * The span {@code [from, to)} of exchange time, in nanoseconds, whose bars may be missing.
 *
 * @param id tells it from others
 */
public record Hole(long id, long from, long to) {}
