import ccxt from 'ccxt';
import { capabilities } from './src/capabilities.js';

// The answer of GET /v1/exchanges without the boot, a line for each exchange: for documentation, and for a gateway
// whose bridge does not run yet.
const exchanges = capabilities().map((one) => '    ' + JSON.stringify(one));
process.stdout.write(
  `{\n  "v": 1,\n  "ccxt": ${JSON.stringify(ccxt.version)},\n  "exchanges": [\n${exchanges.join(',\n')}\n  ]\n}\n`,
);
