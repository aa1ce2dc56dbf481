import { format, parseArgs } from 'node:util';
import ccxt from 'ccxt';
import { startBridge } from './src/bridge.js';
import { log, timesToTell } from './src/log.js';
import { keepSecret, redact } from './src/secrets.js';

const END_MS = 4000;
const FATAL = 1;
const MISUSE = 2;

// CCXT logs with console.log, and stdout belongs to the READY line.
for (const level of ['log', 'info', 'debug', 'warn', 'error']) {
  console[level] = (...args) => {
    const text = format(...args);
    if (timesToTell(`console ${text.slice(0, 40)}`) > 0) process.stderr.write(redact(text) + '\n');
  };
}

function die(event, error) {
  log(event, { error: error?.stack ?? error });
  process.exit(FATAL);
}

process.on('uncaughtException', (error) => die('uncaught', error));
process.on('unhandledRejection', (error) => {
  // An exchange's fault that CCXT left without anyone waiting for it says nothing of this process: the others' streams go on.
  if (error instanceof ccxt.BaseError) log('unheard', { cls: error.name, error: error.message });
  else die('unhandled', error);
});

const { port, host, supervised } = readArguments();
const token = process.env.CCXT_BRIDGE_TOKEN ?? '';
keepSecret({ token }, Infinity);

try {
  const maxRssMb = Number(process.env.CCXT_BRIDGE_MAX_RSS_MB ?? 1024);
  if (!(maxRssMb > 0)) throw new Error(`CCXT_BRIDGE_MAX_RSS_MB is ${process.env.CCXT_BRIDGE_MAX_RSS_MB}, not a number above 0`);
  const bridge = await startBridge({ port, host, token, cache: process.env.CCXT_BRIDGE_CACHE, maxRssMb });
  endWith(bridge);
  process.stdout.write(`READY ${bridge.port}\n`);
} catch (error) {
  log('not_started', { error: error.message });
  process.exit(MISUSE);
}

function readArguments() {
  try {
    const { values } = parseArgs({ options: { port: { type: 'string', default: '8787' }, host: { type: 'string', default: '127.0.0.1' }, supervised: { type: 'boolean', default: false } } });
    const port = Number(values.port);
    if (!/^\d+$/.test(values.port) || port > 65_535) throw new Error(`--port ${values.port} is not a port`);
    return { ...values, port };
  } catch (error) {
    log('not_started', { error: error.message });
    process.exit(MISUSE);
  }
}

function endWith(bridge) {
  let ending = false;
  const end = async (why) => {
    if (ending) return;
    ending = true;
    log('end', { why });
    setTimeout(() => process.exit(0), END_MS);
    await bridge.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  if (!supervised) return;
  // A child must not outlive its gateway, however that ended: the pipe closes with it.
  process.stdin.on('end', () => end('stdin'));
  process.stdin.on('close', () => end('stdin'));
  process.stdin.on('error', () => end('stdin'));
  process.stdin.resume();
}
