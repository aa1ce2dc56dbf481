package io.barline.simulator.kraken;

/**
 * A currency as Kraken names it in REST.
 *
 * @param id with the prefix that the oldest ones have, for example {@code XXBT}
 * @param altname without it, for example {@code XBT}
 * @param displayDecimals how many of its {@code decimals} Kraken shows
 */
public record KrakenAsset(String id, String altname, int decimals, int displayDecimals) {}
