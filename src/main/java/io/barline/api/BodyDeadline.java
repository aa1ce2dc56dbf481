package io.barline.api;

import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import java.time.Duration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Ends requests whose body does not arrive in time. The timeout of the server itself would end
 * WebSockets too, as it never learns that their request is over.
 */
@Component
final class BodyDeadline implements WebFilter {
  private final Duration within;

  BodyDeadline(ApiSettings settings) {
    this.within = settings.bodyTimeout();
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    ServerHttpRequest bounded =
        new ServerHttpRequestDecorator(exchange.getRequest()) {
          @Override
          public Flux<DataBuffer> getBody() {
            return super.getBody().takeUntilOther(Mono.delay(within).then(Mono.error(late())));
          }
        };
    boolean upgrades = exchange.getRequest().getHeaders().getUpgrade() != null;
    return chain.filter(upgrades ? exchange : exchange.mutate().request(bounded).build());
  }

  private Refusal late() {
    return new Refusal(
        ErrorCode.BAD_REQUEST, "the body did not arrive within " + within.toMillis() + " ms");
  }
}
