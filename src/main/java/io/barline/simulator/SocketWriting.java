package io.barline.simulator;

/** How a simulated exchange cuts what it sends into pieces. */
public enum SocketWriting {
  /** Each message at once. */
  WHOLE,

  /** Each byte by itself. */
  BYTES,

  /** Many messages at a time, the last of them without its end, which comes with the next. */
  MERGED
}
