import { redact } from './secrets.js';

const QUIET_MS = 600_000;
const MOST_KINDS = 1000;
const kinds = new Map(); // how often each came, and when last

/** How often it came, where that is worth a line: the 1st, 2nd, 4th, 8th time and so on; else 0. After ten quiet minutes it counts anew. */
export function timesToTell(kind, now = performance.now()) {
  const before = kinds.get(kind);
  const times = before === undefined || now - before.at > QUIET_MS ? 1 : before.times + 1;
  if (before === undefined && kinds.size >= MOST_KINDS) kinds.clear();
  kinds.set(kind, { times, at: now });
  return (times & (times - 1)) === 0 ? times : 0;
}

/** One line of key=value on stderr: stdout carries the READY line alone. Who floods (an exchange, a subscription, a class of errors) is told ever more rarely. */
export function log(event, fields = {}) {
  const { exchange, sub, cls } = fields;
  const times = timesToTell([event, exchange, sub, cls].join());
  if (times === 0) return;
  const parts = [`event=${event}`];
  for (const [key, value] of Object.entries(times > 1 ? { ...fields, times } : fields)) {
    const text = String(value);
    parts.push(`${key}=${/[\s"=]/.test(text) ? JSON.stringify(text) : text}`);
  }
  process.stderr.write(redact(parts.join(' ')) + '\n');
}
