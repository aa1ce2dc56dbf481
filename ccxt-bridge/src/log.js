import { redact } from './secrets.js';

/** One line of key=value on stderr: stdout carries the READY line alone. */
export function log(event, fields = {}) {
  const parts = [`event=${event}`];
  for (const [key, value] of Object.entries(fields)) {
    const text = String(value);
    parts.push(`${key}=${/[\s"=]/.test(text) ? JSON.stringify(text) : text}`);
  }
  process.stderr.write(redact(parts.join(' ')) + '\n');
}
