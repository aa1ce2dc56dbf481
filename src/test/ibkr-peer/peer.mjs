// A client as other people wrote it: connects to 127.0.0.1:<port>, asks for everything that the
// simulator tells, and prints each event as a line of JSON until it is disconnected.
//   node peer.mjs <port>
import stoqey from '@stoqey/ib';

const { IBApi } = stoqey;
const ib = new IBApi({ host: '127.0.0.1', port: Number(process.argv[2]), clientId: 7 });

const stock = (symbol) => ({ symbol, secType: 'STK', exchange: 'SMART', currency: 'USD' });
const aapl = stock('AAPL');
const msft = stock('MSFT');
const future = { symbol: 'ES', secType: 'FUT', exchange: 'CME', currency: 'USD' };
const bitcoin = { symbol: 'BTC', secType: 'CRYPTO', exchange: 'PAXOS', currency: 'USD' };
const option = { symbol: 'AAPL', secType: 'OPT', exchange: 'SMART', currency: 'USD', lastTradeDateOrContractMonth: '20261218', strike: 250, right: 'C', multiplier: 100 };
const pair = { symbol: 'EUR', secType: 'CASH', exchange: 'IDEALPRO', currency: 'USD' };

// They tell the others a second time, or what went over the wire.
const ECHOES = ['all', 'result', 'sent', 'received'];

// Every event goes through here, those that complain about what can't be read too.
const emit = ib.emit.bind(ib);
ib.emit = (event, ...values) => {
  const told = values.map((value) => (value instanceof Error ? { error: value.message } : value));
  if (!ECHOES.includes(event)) console.log(JSON.stringify({ event, values: told }));
  return emit(event, ...values);
};
for (const level of ['log', 'warn', 'error', 'info', 'debug']) {
  const say = console[level].bind(console);
  console[level] = (...text) => (level === 'log' && String(text[0]).startsWith('{"event"') ? say(...text) : say(JSON.stringify({ event: 'console', values: text.map(String) })));
}

ib.on('error', () => {});
ib.on('disconnected', () => process.exit(0));
ib.once('nextValidId', ask);
ib.connect();

function ask() {
  ib.reqMarketDataType(3);
  ib.reqMktData(1, aapl, '233', false, false);
  ib.reqMktData(2, msft, '233', false, false);
  ib.reqMktData(3, aapl, '', true, false);
  ib.reqTickByTickData(11, aapl, 'AllLast', 0, false);
  ib.reqTickByTickData(12, msft, 'BidAsk', 0, false);
  ib.reqTickByTickData(13, pair, 'MidPoint', 0, false);
  ib.reqTickByTickData(14, bitcoin, 'BidAsk', 0, false);
  ib.reqRealTimeBars(21, aapl, 5, 'TRADES', false);
  ib.reqRealTimeBars(22, pair, 5, 'MIDPOINT', false);
  ib.reqMktDepth(31, aapl, 5, false);
  ib.reqMktDepth(32, bitcoin, 5, true);
  ib.reqHistoricalData(41, aapl, '', '1 D', '1 min', 'TRADES', 0, 2, false);
  ib.reqHistoricalData(42, aapl, '', '1 D', '1 min', 'TRADES', 0, 2, true);
  ib.reqHistoricalData(43, bitcoin, '', '1 D', '5 mins', 'AGGTRADES', 0, 1, false);
  ib.reqHistoricalData(44, pair, '', '1 D', '1 day', 'MIDPOINT', 0, 1, false);
  ib.reqHistoricalData(45, bitcoin, '', '1 D', '5 mins', 'TRADES', 0, 1, false);
  ib.reqContractDetails(51, future);
  ib.reqContractDetails(52, option);
  ib.reqContractDetails(53, aapl);
  ib.reqContractDetails(54, { ...aapl, symbol: 'NOSUCH' });
  ib.reqMatchingSymbols(61, 'AAPL');
  ib.reqMktDepthExchanges();
  ib.reqHeadTimestamp(62, aapl, 'TRADES', false, 2);
  ib.reqMktData(71, stock('NOSUCH'), '', false, false);
  ib.reqMktData(72, future, '', false, false);
  ib.reqMktData(73, option, '', false, false);
  ib.reqMktData(74, { symbol: 'AAPL', secType: 'CFD', exchange: 'SMART', currency: 'USD' }, '', false, false);
  ib.reqManagedAccts();
  ib.reqIds(1);
  ib.reqCurrentTime();
}
