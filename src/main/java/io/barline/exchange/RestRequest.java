package io.barline.exchange;

import java.net.URI;

/**
 * A GET request.
 *
 * @param weight what it costs of the exchange's budget
 */
public record RestRequest(URI uri, int weight) {}
