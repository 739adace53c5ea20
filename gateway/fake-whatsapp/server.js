// The simulated WhatsApp in one process: the web socket that clients connect to, and the https host of its media.
import http from 'node:http';
import https from 'node:https';
import { WebSocketServer } from 'ws';
import { selfSigned } from './certificate.js';
import { Connection } from './connection.js';
import { World } from './world.js';

/** @param {import('node:http').IncomingMessage} request  @returns {Promise<Buffer>} */
export async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * @param {import('node:net').Server} server
 * @param {number} port
 * @returns {Promise<number>} the port it listens on
 */
export function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () =>
      resolve(/** @type {import('node:net').AddressInfo} */ (server.address()).port),
    );
  });
}

/**
 * @param {{port?: number, mediaPort?: number, tls?: {cert: string, key: string}}} [options] port 0 takes a free one
 * @returns {Promise<{world: World, webSocketUrl: string, cert: string, close: () => Promise<void>}>}
 */
export async function startServer({ port = 0, mediaPort = 0, tls = selfSigned() } = {}) {
  const world = new World();
  const server = http.createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => new Connection(world, socket));
  const media = https.createServer(tls, async (request, response) => answerMedia(world, request, response));
  const [socketPort, securePort] = [await listen(server, port), await listen(media, mediaPort)];
  world.mediaHost = `127.0.0.1:${securePort}`;

  return {
    world,
    webSocketUrl: `ws://127.0.0.1:${socketPort}/ws/chat`,
    cert: tls.cert,
    close: async () => {
      for (const connection of world.connections) connection.drop();
      sockets.close();
      media.closeAllConnections();
      await Promise.all([server, media].map((one) => new Promise((resolve) => one.close(resolve))));
    },
  };
}

/**
 * Takes uploads and gives them back.
 * @param {World} world
 * @param {http.IncomingMessage} request
 * @param {http.ServerResponse} response
 */
async function answerMedia(world, request, response) {
  const path = new URL(request.url ?? '/', 'https://media').pathname;
  if (request.method === 'POST') {
    world.media.set(path, { body: await bodyOf(request) });
    response.end(JSON.stringify({ url: `https://${world.mediaHost}${path}`, direct_path: path }));
    return;
  }
  const found = world.media.get(path);
  response.writeHead(found ? (found.status ?? 200) : 404);
  response.end(found?.body);
}
