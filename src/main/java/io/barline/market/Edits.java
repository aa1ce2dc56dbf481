package io.barline.market;

/** The optimal string alignment distance: insertions, deletions, substitutions and swaps. */
final class Edits {
  /** What one edit costs; swapped neighbours, the commonest slip, cost a little less. */
  static final int EDIT = 4;

  private static final int SWAP = 3;

  private Edits() {}

  /** What it costs to make one text of the other. */
  static int between(String from, String to) {
    int[] beforeLast = new int[to.length() + 1];
    int[] last = new int[to.length() + 1];
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      last[j] = j * EDIT;
    }
    for (int i = 1; i <= from.length(); i++) {
      row[0] = i * EDIT;
      for (int j = 1; j <= to.length(); j++) {
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int best = Math.min(last[j - 1] + (same ? 0 : EDIT), Math.min(last[j], row[j - 1]) + EDIT);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          best = Math.min(best, beforeLast[j - 2] + SWAP);
        }
        row[j] = best;
      }
      int[] spare = beforeLast;
      beforeLast = last;
      last = row;
      row = spare;
    }
    return last[to.length()];
  }
}
