package io.barline;

import ch.qos.logback.classic.LoggerContext;
import io.barline.feed.Catalogues;
import io.barline.feed.FrameLog;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is written to the log, and how often. */
@Configuration(proxyBeanMethods = false)
class LogConfiguration {
  /**
   * What helps to find out what goes wrong.
   *
   * @param frames whose frames are logged: an exchange, an exchange and a symbol as in {@code
   *     binance:BTC/USDT}, or {@code *} for all
   */
  @ConfigurationProperties("barline.debug")
  record Debug(@DefaultValue List<String> frames) {}

  /** The bound on repeated lines, for as long as the gateway runs. */
  record Bounding(LoggerContext context, RepeatedLines lines) implements DisposableBean {
    Bounding {
      context.addTurboFilter(lines);
    }

    @Override
    public void destroy() {
      context.getTurboFilterList().remove(lines);
    }
  }

  @Bean
  Bounding boundedLog(ScheduledExecutorService demandTimer) {
    RepeatedLines lines = new RepeatedLines();
    var loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    var _ = demandTimer.scheduleWithFixedDelay(() -> lines.tick(loggers), 1, 1, TimeUnit.SECONDS);
    return new Bounding(loggers, lines);
  }

  @Bean
  FrameLog frameLog(
      Catalogues catalogues, Clock clock, Debug debug, ScheduledExecutorService demandTimer) {
    FrameLog log = new FrameLog(catalogues, clock);
    if (!debug.frames().isEmpty()) {
      log.log(debug.frames());
    }
    var _ = demandTimer.scheduleWithFixedDelay(log::tick, 1, 1, TimeUnit.SECONDS);
    return log;
  }

  @Bean
  FramesEndpoint framesEndpoint(FrameLog log) {
    return new FramesEndpoint(log);
  }

  @Bean
  FramesBody framesBody(WebEndpointProperties endpoints) {
    return new FramesBody(endpoints.getBasePath());
  }
}
