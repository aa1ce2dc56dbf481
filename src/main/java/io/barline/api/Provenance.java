package io.barline.api;

/**
 * Where the data comes from.
 *
 * @param simulated whether it is made up: every answer says so
 */
public record Provenance(boolean simulated) {}
