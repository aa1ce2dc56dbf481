package io.barline.access;

import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together who is let in. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AccessSettings.class)
public class AccessConfiguration {
  @Bean(destroyMethod = "close")
  Keys keys(AccessSettings settings) {
    Keys keys = new Keys(settings.keysFile());
    keys.watch();
    return keys;
  }

  @Bean
  Tokens tokens(AccessSettings settings, Clock clock) {
    return new Tokens(
        settings.jwt(), settings.quotas(), settings.clockSkew(), clock, System::nanoTime);
  }

  @Bean
  Access access(Keys keys, Tokens tokens, AccessSettings settings, Clock clock) {
    Tickets tickets = new Tickets(settings.ticketLifetime(), clock, new SecureRandom());
    return new Access(keys, tokens, tickets, settings.quotas(), clock);
  }

  @Bean
  Traffic traffic(AccessSettings settings) {
    return new Traffic(settings, System::nanoTime);
  }

  @Bean
  Occupancy occupancy(AccessSettings settings) {
    return new Occupancy(settings);
  }

  @Bean
  Sites sites(AccessSettings settings) {
    return new Sites(settings.hosts(), settings.origins());
  }

  @Bean
  Neighbourhood neighbourhood(AccessSettings settings) {
    return new Neighbourhood(settings.trustedProxies());
  }

  @Bean
  AccessHealth accessHealthIndicator(
      Keys keys, Tokens tokens, Access access, AccessSettings settings) {
    return new AccessHealth(keys, tokens, access, settings.open());
  }
}
