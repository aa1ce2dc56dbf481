package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatedLinesTest {
  private final LoggerContext context = new LoggerContext();
  private final RepeatedLines bound = new RepeatedLines();
  private final ListAppender<ILoggingEvent> written = new ListAppender<>();

  private Logger logger(String name) {
    Logger logger = context.getLogger(name);
    logger.setLevel(Level.DEBUG);
    if (!written.isStarted()) {
      written.start();
      context.addTurboFilter(bound);
      context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(written);
    }
    return logger;
  }

  private List<String> written() {
    return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void boundsEachLineOfItsOwn() {
    Logger logger = logger("io.barline.feed.Feed");
    for (int i = 0; i < 100; i++) {
      logger.warn("refused={}", i);
    }
    logger.error("failed={}", 1);
    assertThat(written()).hasSize(RepeatedLines.MOST + 1).contains("refused=19", "failed=1");
    bound.tick(context);
    assertThat(written())
        .hasSize(RepeatedLines.MOST + 2)
        .last()
        .isEqualTo("left_out=80 most_each_second=20 line=\"refused={}\"");
    logger.warn("refused={}", 100);
    assertThat(written()).contains("refused=100");
  }

  @Test
  void leavesOthersAndDetailsAlone() {
    Logger foreign = logger("org.springframework");
    Logger ours = logger("io.barline.frames");
    for (int i = 0; i < 30; i++) {
      foreign.warn("line={}", i);
      ours.debug("line={}", i);
    }
    assertThat(written()).hasSize(60);
  }
}
