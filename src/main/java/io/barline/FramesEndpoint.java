package io.barline;

import io.barline.feed.FrameLog;
import io.barline.wire.Refusal;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/** Which exchanges' frames are logged: read and changed at {@code /actuator/frames}. */
@Endpoint(id = "frames")
final class FramesEndpoint {
  private final FrameLog log;

  /** What is logged, as {@link FrameLog#log} takes it. */
  record Frames(List<String> frames) {}

  FramesEndpoint(FrameLog log) {
    this.log = log;
  }

  @ReadOperation
  Frames wanted() {
    return new Frames(log.wanted());
  }

  /**
   * Logs these and no others.
   *
   * @param frames what is wanted, parted by commas; empty for nothing. {@link FramesBody} makes
   *     such a text of a list
   * @throws Refusal if something that it names is not there
   */
  @WriteOperation
  Frames log(String frames) {
    try {
      log.log(
          Arrays.stream(frames.split(","))
              .map(String::strip)
              .filter(each -> !each.isEmpty())
              .toList());
    } catch (IllegalArgumentException unknown) {
      throw Refusal.ofParameter("frames", frames, String.valueOf(unknown.getMessage()));
    }
    return wanted();
  }
}
