import { randomUUID, timingSafeEqual, createHash } from 'node:crypto';
import { ServerResponse, createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { Health } from './health.js';
import { answer, fault } from './http.js';
import { isExchange } from './instances.js';
import { LIMITS } from './limits.js';
import { log } from './log.js';
import { MarketFiles } from './markets.js';
import { Session } from './session.js';
import { Venues } from './venue.js';

const LOOPBACK = /^(127(\.\d+){3}|::1|localhost)$/;
const OPEN_PATHS = ['/healthz', '/readyz'];
const MEGABYTE = 1024 * 1024;

/** The listening bridge: `port`, `close()`. */
export async function startBridge({ port = 0, host = '127.0.0.1', token = '', cache, maxRssMb = 1024, limits: given = {}, die = () => process.exit(1) } = {}) {
  if (token === '' && !LOOPBACK.test(host)) throw new Error(`--host ${host} is not this machine alone: set CCXT_BRIDGE_TOKEN`);
  const limits = { ...LIMITS, ...given };
  const boot = randomUUID();
  const sessions = new Set();
  const venues = new Venues({ limits, files: new MarketFiles(cache, limits.marketsMs) });
  const sum = (count) => [...sessions].reduce((total, session) => total + session[count], 0);
  const facts = () => ({ boot, sessions: sessions.size, subs: sum('subscriptions'), queued: sum('queued') });
  const health = new Health({ maxRss: maxRssMb * MEGABYTE, maxLagMs: 30_000, die, facts });
  const context = { venues, boot, health: () => health.answer() };
  const server = createServer((request, response) => serve(request, response, token, context));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.frameBytes, perMessageDeflate: false, clientTracking: false });
  server.on('upgrade', (request, socket, head) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return serve(request, declined(request, socket), token, context);
    if (isOfWebPage(request)) return turnAway(socket, 403, 'Forbidden');
    const id = streamOf(request);
    if (!isAllowed(request, token)) return turnAway(socket, 401, 'Unauthorized');
    if (id === undefined || !isExchange(id)) return turnAway(socket, 404, 'Not Found');
    sockets.handleUpgrade(request, socket, head, (ws) => {
      const session = new Session(ws, id, { venues, limits, boot });
      sessions.add(session);
      ws.on('close', () => sessions.delete(session));
    });
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return {
    port: server.address().port,
    boot,
    sessions,
    venues,
    async close() {
      health.stop();
      server.close();
      await Promise.allSettled([...sessions].map((session) => session.close(1001, 'the bridge ends')));
      await venues.close();
      server.closeAllConnections();
    },
  };
}

async function serve(request, response, token, context) {
  let status;
  let body;
  try {
    if (isOfWebPage(request)) [status, body] = [403, fault('PermissionDenied', 'web pages are not answered')];
    else if (!OPEN_PATHS.includes(request.url) && !isAllowed(request, token)) [status, body] = [401, fault('AuthenticationError', 'the bearer token is missing or wrong')];
    else [status, body] = await answer(request, context);
  } catch (error) {
    log('bug', { path: request.url, error: error.stack });
    [status, body] = [500, fault('Error', 'a bug of the bridge')];
  }
  const text = JSON.stringify(body);
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}

/** An offer to go on with another protocol than WebSocket, as Java's HttpClient makes with each request, is left alone: the answer is HTTP/1.1. */
function declined(request, socket) {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.on('finish', () => socket.end());
  return response;
}

// Browsers name the page that asks. Any page can reach this machine, and no gateway is one.
const isOfWebPage = ({ headers: { origin, host } }) => origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`;

const streamOf = (request) => /^\/v1\/exchanges\/([^/?]+)\/stream$/.exec(request.url)?.[1];

function isAllowed(request, token) {
  if (token === '') return true;
  const digest = (text) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`));
}

function turnAway(socket, status, reason) {
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
