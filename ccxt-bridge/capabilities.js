import ccxt from 'ccxt';
import { capabilities } from './src/capabilities.js';

// The answer of GET /v1/exchanges without the boot: for documentation and for tests that run without a bridge.
process.stdout.write(JSON.stringify({ v: 1, ccxt: ccxt.version, exchanges: capabilities() }, null, 2) + '\n');
