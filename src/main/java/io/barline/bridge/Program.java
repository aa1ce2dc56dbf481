package io.barline.bridge;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What is to be run: a program that prints {@code READY <port>} once it listens on that port of
 * this machine, and ends when its standard input does.
 *
 * @param name for logs
 * @param environment besides the gateway's own; may hold secrets
 */
public record Program(
    String name, List<String> command, Path directory, Map<String, String> environment) {
  public Program {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** Without the environment, which may hold secrets. */
  @Override
  public String toString() {
    return name + " " + command;
  }
}
