import ccxt from 'ccxt';
import { redact } from './secrets.js';

const LONGEST_MESSAGE = 500;
const CALM_DOWN_MS = 30_000;
const MAINTENANCE_MS = 60_000;

/** A refusal of the bridge itself, told like CCXT's: with a class, a sentence and whether to try again. */
export class Refusal extends Error {
  constructor(cls, message, status = 422, retryable = false) {
    super(message);
    this.cls = cls;
    this.status = status;
    this.retryable = retryable;
  }
}

export const badParameter = (message) => new Refusal('BadRequest', message, 400);

/** An exchange's streams that bring nothing, though their connection lives. */
export class Stale extends ccxt.NetworkError {
  constructor(message) {
    super(message);
    this.name = 'Stale';
  }
}

/** What the gateway is told of an error, and how long to leave the exchange alone at least. */
export function faultOf(error) {
  const message = redact(error?.message ?? error).slice(0, LONGEST_MESSAGE);
  const cls = error?.cls ?? error?.name ?? 'Error';
  return { cls, message, retryable: isRetryable(error), bug: isBug(error), restMs: restOf(error) };
}

function isRetryable(error) {
  if (error instanceof Refusal) return error.retryable;
  if (error instanceof ccxt.OperationFailed || isClosing(error)) return true;
  return !(error instanceof ccxt.BaseError);
}

// ExchangeClosedByUser and UnsubscribeError of a subscription that nobody stopped: another one's leaving took it along.
function isClosing(error) {
  return error instanceof ccxt.ExchangeClosedByUser || error instanceof ccxt.UnsubscribeError;
}

function isBug(error) {
  return !(error instanceof ccxt.BaseError) && !(error instanceof Refusal);
}

function restOf(error) {
  if (error instanceof ccxt.RateLimitExceeded || error instanceof ccxt.DDoSProtection) return CALM_DOWN_MS;
  return error instanceof ccxt.OnMaintenance ? MAINTENANCE_MS : 0;
}

/** What stays the same of an error's message when the same happens again: no times, no numbers of requests. */
export const wordsOf = (error) => `${error?.name}: ${error?.message}`.replace(/\d+/g, '');

/** The book is not right any more, the connection is. */
export const breaksBook = (error) => error instanceof ccxt.InvalidNonce || error instanceof ccxt.ChecksumError;
