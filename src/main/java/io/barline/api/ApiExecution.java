package io.barline.api;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.config.BlockingExecutionConfigurer;
import org.springframework.web.reactive.config.WebFluxConfigurer;

/** Runs the handlers of this package on virtual threads and bounds what they read. */
@Component
final class ApiExecution implements WebFluxConfigurer {
  private final ApiSettings settings;

  ApiExecution(ApiSettings settings) {
    this.settings = settings;
  }

  @Override
  public void configureHttpMessageCodecs(ServerCodecConfigurer configurer) {
    configurer.defaultCodecs().maxInMemorySize((int) settings.maxBody().toBytes());
  }

  @Override
  public void configureBlockingExecution(BlockingExecutionConfigurer configurer) {
    SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("api-");
    executor.setVirtualThreads(true);
    configurer
        .setExecutor(executor)
        .setControllerMethodPredicate(
            method -> method.getBeanType().getPackage() == ApiExecution.class.getPackage());
  }
}
