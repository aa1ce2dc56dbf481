package io.barline.exchange;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An exchange whose requests need no memory of what was said on the connection before. */
public interface SimpleExchange extends Exchange {
  /**
   * The frame that subscribes to {@code names} on a socket, at most {@link Limits#namesPerRequest}
   * of them.
   */
  String subscribe(Route route, long requestId, List<String> names);

  /** The frame that unsubscribes from {@code names}. */
  String unsubscribe(Route route, long requestId, List<String> names);

  /** A decoder for one new connection on {@code route}. */
  Decoder newDecoder(Route route, NativeSymbols symbols);

  @Override
  default Conversation converse(Route route, NativeSymbols symbols) {
    Decoder decoder = newDecoder(route, symbols);
    return new Conversation() {
      @Override
      public boolean logsIn() {
        return route.access().login() != null;
      }

      @Override
      public @Nullable String login() {
        return route.access().login();
      }

      @Override
      public List<String> subscribe(long requestId, List<String> names) {
        return List.of(SimpleExchange.this.subscribe(route, requestId, names));
      }

      @Override
      public List<String> unsubscribe(long requestId, List<String> names) {
        return List.of(SimpleExchange.this.unsubscribe(route, requestId, names));
      }

      @Override
      public void decode(byte[] frame, int from, int to, long receiveTime, Consumer<Inbound> sink) {
        decoder.decode(frame, from, to, receiveTime, sink);
      }
    };
  }
}
