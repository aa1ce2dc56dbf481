package io.barline.exchange;

/** The REST interface of a segment, asked within what it allows. It blocks. */
@FunctionalInterface
public interface RestAccess {
  /**
   * The body of the answer, once there is weight for the request.
   *
   * @throws RestUnavailable if there is none, or the exchange refuses
   * @throws InterruptedException if the thread is interrupted or the gateway stops
   */
  byte[] ask(RestRequest request) throws RestUnavailable, InterruptedException;
}
