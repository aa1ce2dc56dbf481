package io.barline.exchange;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program beside the gateway that holds connections to exchanges for it. Where it is may change:
 * it may be started anew. For any thread.
 */
public interface Bridge {
  /** The base of its addresses, {@code http://host:port}; null while it can't be reached. */
  @Nullable URI address();

  /** Why there is no address, in a sentence. */
  String trouble();

  /** What it has to be sent with each request; may hold secrets. */
  Map<String, String> headers();
}
