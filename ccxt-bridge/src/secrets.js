// Literal secrets that were given to us: CCXT puts keys into addresses and error messages, so all text that leaves is cleaned of them.
const known = new Map(); // when each was given last
const SHORTEST = 4;
const SECRET_NAME = /(api_?key|secret|token|password|passphrase|private_?key|credentials?)$/i;
const LOGIN = /(\w:\/\/)[^\s/?#@]+@/g;

export function keepSecret(credentials = {}, keptAt = Date.now()) {
  for (const value of Object.values(credentials)) {
    if (typeof value !== 'string' || value.length < SHORTEST) continue;
    for (const text of [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]) known.set(text, Math.max(keptAt, known.get(text) ?? 0));
  }
}

/** All that is secret in an exchange's setup. */
export function keepSetup({ credentials, options, urls }) {
  keepSecret(credentials);
  keepSecret(secretsIn(options));
  for (const url of Object.values(urls)) {
    const { username, password } = new URL(url);
    keepSecret([username, password, decoded(password)]);
  }
}

/** Those that were not given since then: each would cost every line of log for ever. */
export function forgetSecrets(before) {
  for (const [text, keptAt] of known) if (keptAt < before) known.delete(text);
}

export function redact(text) {
  let clean = String(text);
  for (const secret of known.keys()) if (clean.includes(secret)) clean = clean.replaceAll(secret, '***');
  return clean.replace(LOGIN, '$1***@');
}

function secretsIn(tree) {
  if (tree === null || typeof tree !== 'object') return [];
  return Object.entries(tree).flatMap(([name, value]) => (typeof value === 'string' && SECRET_NAME.test(name) ? [value] : secretsIn(value)));
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
