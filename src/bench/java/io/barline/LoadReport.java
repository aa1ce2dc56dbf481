package io.barline;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The figures of one run, in the order in which they are told. */
final class LoadReport {
  private final Map<String, Object> figures = new LinkedHashMap<>();

  LoadReport(LoadOptions options) throws IOException {
    figures.put("scenario", options.scenario().code);
    figures.put("processors", Runtime.getRuntime().availableProcessors());
    figures.put("memory", Files.readAllLines(Path.of("/proc/meminfo")).getFirst());
    figures.put("java", Runtime.version().toString());
    figures.put("loadAverageBefore", Files.readString(Path.of("/proc/loadavg")).strip());
    if (!options.jvm().isEmpty()) {
      figures.put("gatewayJvm", options.jvm());
    }
    if (!options.settings().isEmpty()) {
      figures.put("gatewaySettings", options.settings());
    }
  }

  LoadReport put(String name, Object value) {
    figures.put(name, value);
    return this;
  }

  /** {@code value / by} with three decimals. */
  LoadReport ratio(String name, long value, long by) {
    return put(
        name,
        by == 0
            ? "none"
            : BigDecimal.valueOf(value).divide(BigDecimal.valueOf(by), 3, RoundingMode.HALF_UP));
  }

  /** How many a second. */
  LoadReport rate(String name, long count, long nanos) {
    return put(name, Math.round((double) count * 1e9 / (double) nanos));
  }

  LoadReport megabytes(String name, long bytes) {
    return ratio(name, bytes, 1 << 20);
  }

  LoadReport seconds(String name, Duration time) {
    return ratio(name, time.toMillis(), 1_000);
  }

  /** Latencies in microseconds. */
  LoadReport latency(String name, Histogram nanos) {
    if (nanos.getTotalCount() == 0) {
      return this;
    }
    Map<String, Object> of = new LinkedHashMap<>();
    of.put("count", nanos.getTotalCount());
    for (double percentile : new double[] {50, 90, 99, 99.9}) {
      String key = "p" + String.valueOf(percentile).replace(".0", "");
      of.put(key, nanos.getValueAtPercentile(percentile) / 1_000);
    }
    of.put("max", nanos.getMaxValue() / 1_000);
    return put(name + "Micros", of);
  }

  LoadReport faults(long count, List<String> some) {
    put("faults", count);
    return count == 0 ? this : put("someFaults", List.copyOf(some));
  }

  /** Tells all on standard output and writes it to {@code json}. */
  void tell(@Nullable Path json) {
    figures.forEach((name, value) -> System.out.printf("%-28s %s%n", name, value));
    if (json != null) {
      JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValue(json, figures);
    }
  }
}
