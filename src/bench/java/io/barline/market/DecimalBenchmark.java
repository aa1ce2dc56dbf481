package io.barline.market;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading a price or a size out of a frame. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DecimalBenchmark {
  @Param({"67012.34", "0.00012000", "123456789012345678901234567890.5"})
  String text = "0";

  private byte[] frame = {};
  private int from;
  private int to;

  @Setup
  public void putIntoAFrame() {
    String before = "{\"p\":\"";
    frame = (before + text + "\"}").getBytes(US_ASCII);
    from = before.length();
    to = from + text.length();
  }

  @Benchmark
  public Decimal parse() {
    return Decimal.parse(frame, from, to);
  }
}
