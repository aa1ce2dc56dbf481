package io.barline.stream;

import io.barline.access.AccessConfiguration;
import io.barline.api.ApiSettings;
import io.barline.api.Provenance;
import io.barline.hub.Hub;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.error.ErrorWebFluxAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.WebFilter;
import reactor.netty.resources.LoopResources;

/** The doors on a real server, with a {@link Market} behind them. */
final class TestGateway implements AutoCloseable {
  private final ConfigurableApplicationContext context;

  private TestGateway(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Starts on a free port of the loopback interface. */
  static TestGateway start(String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of("server.port=0", "server.address=127.0.0.1", "server.shutdown=immediate"));
    all.addAll(List.of(settings));
    if (all.stream().noneMatch(setting -> setting.startsWith("barline.access.keys-file="))) {
      all.add("barline.access.keys-file=target/no-keys.json");
    }
    return new TestGateway(
        new SpringApplicationBuilder(App.class)
            .run(all.stream().map(setting -> "--" + setting).toArray(String[]::new)));
  }

  int port() {
    return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
  }

  Market market() {
    return context.getBean(Market.class);
  }

  /** The connections that it has accepted. */
  Accepted accepted() {
    return context.getBean(Accepted.class);
  }

  Doors doors() {
    return context.getBean(Doors.class);
  }

  MeterRegistry registry() {
    return context.getBean(MeterRegistry.class);
  }

  @Override
  public void close() {
    context.close();
  }

  @Import({StreamConfiguration.class, AccessConfiguration.class})
  @EnableConfigurationProperties(ApiSettings.class)
  @ComponentScan( // the server's answers to what is wrong, without the REST resources
      basePackageClasses = Provenance.class,
      useDefaultFilters = false,
      includeFilters =
          @ComponentScan.Filter(
              type = FilterType.REGEX,
              pattern =
                  "io\\.barline\\.api\\.(Problems|AccessFilter|QuerySecrets|TicketController)"))
  @ImportAutoConfiguration({
    CodecsAutoConfiguration.class,
    ErrorWebFluxAutoConfiguration.class,
    HttpHandlerAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    NettyReactiveWebServerAutoConfiguration.class,
    WebFluxAutoConfiguration.class
  })
  static class App {
    /**
     * Event loops of its own: the global ones would end with the first gateway that is closed. The
     * setting {@code test.loops} says how many.
     */
    @Bean
    ReactorResourceFactory reactorResources(Environment environment) {
      int loops = environment.getProperty("test.loops", Integer.class, 4);
      ReactorResourceFactory resources = new ReactorResourceFactory();
      resources.setUseGlobalResources(false);
      resources.setLoopResourcesSupplier(() -> LoopResources.create("test", loops, true));
      return resources;
    }

    @Bean
    Accepted accepted() {
      return new Accepted();
    }

    @Bean
    Clock clock() {
      return Clock.systemUTC();
    }

    @Bean
    MeterRegistry registry() {
      return new SimpleMeterRegistry();
    }

    @Bean
    Hub hub(Clock clock) {
      return new Hub(true, clock);
    }

    @Bean
    Provenance provenance(Hub hub) {
      return new Provenance(hub.isSimulated());
    }

    @Bean(destroyMethod = "shutdownNow")
    ExecutorService owner() {
      return Executors.newSingleThreadExecutor();
    }

    /** Fails to answer requests that have {@code broken} in their query. */
    @Bean
    WebFilter breakage() {
      return (exchange, chain) ->
          exchange.getRequest().getQueryParams().containsKey("broken")
              ? chain.filter(exchange.mutate().response(broken(exchange.getResponse())).build())
              : chain.filter(exchange);
    }

    private static ServerHttpResponse broken(ServerHttpResponse response) {
      return new ServerHttpResponseDecorator(response) {
        @Override
        public DataBufferFactory bufferFactory() {
          throw new IllegalStateException("broken");
        }
      };
    }

    @Bean
    Market market(Hub hub, ExecutorService owner) {
      return new Market(hub, owner);
    }
  }
}
