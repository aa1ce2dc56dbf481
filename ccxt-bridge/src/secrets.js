// Literal credentials that were given to us: CCXT puts keys into addresses and error messages, so all text that leaves is cleaned of them.
const known = new Set();
const SHORTEST = 4;

export function keepSecret(credentials = {}) {
  for (const value of Object.values(credentials)) {
    if (typeof value !== 'string' || value.length < SHORTEST) continue;
    known.add(value);
    known.add(encodeURIComponent(value));
    known.add(JSON.stringify(value).slice(1, -1));
  }
}

export function redact(text) {
  let clean = String(text);
  for (const secret of known) if (clean.includes(secret)) clean = clean.replaceAll(secret, '***');
  return clean;
}
