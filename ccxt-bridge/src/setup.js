import { createHash } from 'node:crypto';
import { badParameter } from './faults.js';
import { keepSecret } from './secrets.js';

const CREDENTIALS = ['apiKey', 'secret', 'password', 'uid', 'login', 'token', 'twofa', 'privateKey', 'walletAddress'];
const KEYS = ['sandbox', 'credentials', 'options', 'urls', 'pollMs', 'tradesLimit'];

/** An exchange's setup as the protocol has it, checked. What is wrong is named, but never quoted where it could be a secret. */
export function readSetup(given = {}) {
  if (!isObject(given)) throw badParameter('setup is not an object');
  for (const key of Object.keys(given)) if (!KEYS.includes(key)) throw badParameter(`setup.${key} is not known`);
  const { sandbox = false, credentials = {}, options = {}, urls = {} } = given;
  if (typeof sandbox !== 'boolean') throw badParameter(`setup.sandbox is ${JSON.stringify(sandbox)}, not true or false`);
  if (!isObject(options)) throw badParameter('setup.options is not an object');
  checkCredentials(credentials);
  keepSecret(credentials);
  checkUrls(urls);
  const pollMs = whole(given.pollMs, 'setup.pollMs', 100, 3600_000);
  const tradesLimit = whole(given.tradesLimit, 'setup.tradesLimit', 10, 1_000_000);
  return { sandbox, credentials, options, urls, pollMs, tradesLimit };
}

/** The setup of an HTTP request: Base64 (URL alphabet) of the JSON. */
export function readSetupHeader(header) {
  if (header === undefined || header === '') return readSetup();
  let given;
  try {
    given = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
  } catch {
    throw badParameter('the header Ccxt-Setup is not Base64 of a JSON object');
  }
  return readSetup(given);
}

/** The same setup has the same print; it tells nothing of the credentials. */
export function printOf(...parts) {
  return createHash('sha256').update(JSON.stringify(parts.map(sorted))).digest('hex').slice(0, 24);
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

function checkCredentials(credentials) {
  if (!isObject(credentials)) throw badParameter('setup.credentials is not an object');
  for (const [key, value] of Object.entries(credentials)) {
    if (!CREDENTIALS.includes(key)) throw badParameter(`setup.credentials.${key} is not known`);
    if (typeof value !== 'string') throw badParameter(`setup.credentials.${key} is not a string`);
  }
}

function checkUrls(urls) {
  if (!isObject(urls)) throw badParameter('setup.urls is not an object');
  for (const [path, url] of Object.entries(urls)) {
    if (typeof url !== 'string' || !/^(https?|wss?):\/\//.test(url)) {
      throw badParameter(`setup.urls["${path}"] is no http, https, ws or wss address`);
    }
  }
}

function whole(value, name, least, most) {
  if (value === undefined || value === null) return undefined;
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw badParameter(`${name} is ${JSON.stringify(value)}, not a whole number from ${least} to ${most}`);
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
