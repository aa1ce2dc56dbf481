package io.barline.bar;

/** The span {@code [from, to)} of exchange time, in nanoseconds, whose bars may be missing. */
public record Hole(long from, long to) {}
