// Storage with a wire in between that a test can slow down or hold.
import http from 'node:http';
import { after } from 'node:test';
import { bodyOf, listen } from '../fake-whatsapp/server.js';

/** Forwards to the tests' tables, each request after `delayMs` and not while `holds` says so. */
export class SlowTables {
  delayMs = 0;
  /** @type {(request: {method: string, body: string}) => boolean} */
  holds = () => false;
  /** @type {(() => void)[]} */
  held = [];
  connection = '';

  async open() {
    const original = process.env.STORAGE_CONNECTION_STRING ?? '';
    const target = new URL(/TableEndpoint=([^;]+)/.exec(original)?.[1] ?? '');
    const server = http.createServer(async (request, response) => {
      const body = await bodyOf(request);
      await new Promise((resolve) => setTimeout(resolve, this.delayMs));
      if (this.holds({ method: request.method ?? '', body: body.toString() }))
        await new Promise((resolve) => this.held.push(() => resolve(undefined)));
      const forwarded = http.request(
        {
          host: target.hostname,
          port: target.port,
          path: request.url,
          method: request.method,
          headers: request.headers,
        },
        (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        },
      );
      forwarded.on('error', () => response.destroy());
      forwarded.end(body);
    });
    const port = await listen(server, 0);
    after(() => {
      server.closeAllConnections();
      server.close();
    });
    this.connection = original.replace(
      /TableEndpoint=[^;]+/,
      `TableEndpoint=http://127.0.0.1:${port}${target.pathname}`,
    );
  }

  release() {
    this.holds = () => false;
    for (const go of this.held.splice(0)) go();
  }
}
