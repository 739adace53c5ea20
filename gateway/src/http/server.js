// The HTTP side: routes found by method and path, keys checked, bodies read once, refusals as WAHA words them.
import http from 'node:http';
import { kindOf } from '../log.js';
import { OwnedElsewhere } from '../session/sessions.js';
import { LostOwnership } from '../storage/partition.js';
import { NoSuchSession, RecordChanged } from '../storage/sessionTable.js';
import { callerOf } from './keys.js';

/** An answer that is not 2xx; `more` goes into its body. */
export class Refusal extends Error {
  /** @param {number} status  @param {string} message  @param {Record<string, unknown>} [more] */
  constructor(status, message, more = {}) {
    super(message);
    this.status = status;
    this.more = more;
  }
}

/**
 * @typedef {{method: string, path: string, query: URLSearchParams, params: Record<string, string>, body: any, headers: http.IncomingHttpHeaders,
 *   response: http.ServerResponse, isOperator: boolean}} Call
 * `params` by the names in the route, `body` of a JSON object, `isOperator` it came with the operator's key.
 *
 * @typedef {{route: string, access: 'open' | 'operator' | 'session', status?: number, run: (call: Call) => any}} Operation
 * `access` session: the session that path, query or body name; a result of `undefined` means that the answer was sent.
 */

/** @param {Operation} operation */
function compile(operation) {
  const [method, path] = operation.route.split(' ');
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return { ...operation, method, names, pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '([^/]+)')}$`) };
}

/** @param {http.IncomingMessage} request */
function addressOf({ url = '/' }) {
  if (!URL.canParse(url, 'http://gateway')) throw new Refusal(400, 'The address is not valid.');
  return new URL(url, 'http://gateway');
}

/** @param {ReturnType<typeof compile>} route  @param {string} path  @returns {Record<string, string>} */
function paramsOf({ pattern, names }, path) {
  const values = pattern.exec(path)?.slice(1) ?? [];
  try {
    return Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(values[index])]));
  } catch {
    throw new Refusal(400, 'The address is not valid.');
  }
}

/** @param {http.IncomingMessage} request  @param {number} mostBytes  @returns {Promise<any>} */
async function jsonOf(request, mostBytes) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > mostBytes) throw new Refusal(413, 'The request is too large.');
    chunks.push(chunk);
  }
  if (!size) return {};
  try {
    const body = JSON.parse(Buffer.concat(chunks).toString());
    if (body && typeof body === 'object' && !Array.isArray(body)) return body;
  } catch {
    // The refusal below says it.
  }
  throw new Refusal(400, 'The body must be a JSON object.');
}

/** @param {http.ServerResponse} response  @param {number} status  @param {unknown} body */
function reply(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(body === null ? undefined : JSON.stringify(body));
}

/**
 * @param {{operations: Operation[], operatorKey: string, sessions: import('../session/sessions.js').Sessions, mostBytes: number, log: import('../log.js').Log}} parts
 * @returns {http.Server}
 */
export function makeServer({ operations, operatorKey, sessions, mostBytes, log }) {
  const routes = operations.map(compile);

  return http.createServer(async (request, response) => {
    try {
      const url = addressOf(request);
      const route = routes.find(({ method, pattern }) => method === request.method && pattern.test(url.pathname));
      if (!route) throw new Refusal(404, 'There is no such route.');
      const params = paramsOf(route, url.pathname);
      const key = String(request.headers['x-api-key'] ?? '');
      const askedBy = (/** @type {unknown} */ session) => callerOf(route.access, key, session, { operatorKey, sessions });
      const named = params.session ?? url.searchParams.get('session');
      const isNamedByBody = key && route.access === 'session' && named === null;
      let caller = await askedBy(named);
      // Whoever may not call gets no body read, where that can be told without it.
      if (!caller && !isNamedByBody) throw new Refusal(401, 'Unauthorized');
      const body = await jsonOf(request, mostBytes);
      caller ??= await askedBy(body.session);
      if (!caller) throw new Refusal(401, 'Unauthorized');

      const call = {
        method: route.method,
        path: url.pathname,
        query: url.searchParams,
        params,
        body,
        headers: request.headers,
        response,
        isOperator: caller === 'operator',
      };
      const result = await route.run(call);
      if (result !== undefined) reply(response, route.status ?? 200, result);
    } catch (error) {
      refuse(response, error, log);
    }
  });
}

/** @param {unknown} error  @returns {Refusal | undefined} nothing for what nobody foresaw */
function refusalOf(error) {
  if (error instanceof Refusal) return error;
  if (error instanceof NoSuchSession) return new Refusal(404, error.message);
  if (error instanceof OwnedElsewhere) return new Refusal(503, error.message, { workerUrl: error.owner });
  if (error instanceof LostOwnership) return new Refusal(503, error.message);
  if (error instanceof RecordChanged) return new Refusal(422, error.message);
  return undefined;
}

/** @param {http.ServerResponse} response  @param {unknown} error  @param {import('../log.js').Log} log */
function refuse(response, error, log) {
  const known = refusalOf(error);
  if (!known) log.error('A request failed', { error: kindOf(error) });
  if (response.headersSent) return void response.destroy();
  const statusCode = known?.status ?? 500;
  reply(response, statusCode, { message: known?.message ?? 'Internal error', statusCode, ...known?.more });
}
