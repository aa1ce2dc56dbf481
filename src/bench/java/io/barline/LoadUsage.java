package io.barline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a process had used at a moment, as Linux tells: see proc(5).
 *
 * @param cpu processor time in nanoseconds, user and system
 * @param system of which in the kernel
 * @param resident resident memory in bytes
 * @param threads processor time by thread
 */
record LoadUsage(long cpu, long system, long resident, Map<Task, Long> threads) {
  /** The kernel's clock ticks, 100 a second on Linux. */
  private static final long TICK = 10_000_000;

  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;

  /** A thread by its number and the name that the kernel knows, of at most 15 characters. */
  record Task(String id, String name) {}

  static LoadUsage of(long pid) {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      String[] stat = afterName(Files.readString(process.resolve("stat")));
      long user = Long.parseLong(stat[USER_TIME]) * TICK;
      long system = Long.parseLong(stat[SYSTEM_TIME]) * TICK;
      return new LoadUsage(user + system, system, resident(process), threads(process));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String[] afterName(String stat) {
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
  }

  private static long resident(Path process) throws IOException {
    for (String line : Files.readAllLines(process.resolve("status"))) {
      if (line.startsWith("VmRSS:")) {
        return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return 0;
  }

  private static Map<Task, Long> threads(Path process) throws IOException {
    Map<Task, Long> threads = new HashMap<>();
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(process.resolve("task"))) {
      for (Path task : tasks) {
        try {
          String name = Files.readString(task.resolve("comm")).strip();
          String time = Files.readString(task.resolve("schedstat")).split(" ", -1)[0];
          threads.put(new Task(task.getFileName().toString(), name), Long.parseLong(time));
        } catch (NoSuchFileException _) {
          // The thread ended.
        }
      }
    }
    return threads;
  }

  /** The threads that took most of the time since {@code before}, in percent of it. */
  Map<String, Long> busiest(LoadUsage before) {
    Map<String, Long> byName = new HashMap<>();
    threads.forEach(
        (thread, time) ->
            byName.merge(thread.name, time - before.threads.getOrDefault(thread, 0L), Long::sum));
    long all = Math.max(1, byName.values().stream().mapToLong(time -> time).sum());
    Map<String, Long> busiest = new LinkedHashMap<>();
    byName.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(5)
        .forEach(entry -> busiest.put(entry.getKey(), 100 * entry.getValue() / all));
    return busiest;
  }
}
