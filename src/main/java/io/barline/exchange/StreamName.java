package io.barline.exchange;

/** A name to subscribe to on the connection kind with the id {@code route}. */
public record StreamName(String route, String name) {}
