package io.barline.exchange;

import io.barline.market.BookSnapshot;
import io.barline.market.Instrument;

/** How snapshots of order books are asked for. */
public interface BookRequests {
  /**
   * The request for a snapshot.
   *
   * @param depth that of the {@link io.barline.market.UpstreamChannel.Book} it is for
   */
  RestRequest request(Instrument instrument, int depth);

  /**
   * Reads the answer.
   *
   * @param receiveTime nanoseconds since the epoch, stamped onto the snapshot
   * @return a snapshot whose {@link BookSnapshot#depth} is how many levels a side were asked for,
   *     so that a shorter side is known to be whole
   * @throws MalformedAnswer if the body is not such an answer
   */
  BookSnapshot read(Instrument instrument, int depth, byte[] body, long receiveTime);
}
