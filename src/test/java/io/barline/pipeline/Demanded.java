package io.barline.pipeline;

import io.barline.market.Instrument;
import java.util.ArrayList;
import java.util.List;

/** Remembers what order books asked for. */
final class Demanded implements BookDemand {
  final List<String> asked = new ArrayList<>();

  @Override
  public void snapshot(Instrument instrument, int depth) {
    asked.add("snapshot " + depth);
  }

  @Override
  public void resubscribe(Instrument instrument, int depth) {
    asked.add("resubscribe " + depth);
  }
}
