// Calls that link a session to a phone: QR code, code by number, passkey.
import { NoPasskeyStep } from '../whatsapp/passkey.js';
import { Refusal } from './server.js';
import { qrPng } from './qrPng.js';
import { ownedSession } from './owned.js';

/** @param {import('../session/sessions.js').Sessions} sessions  @returns {import('./server.js').Operation[]} */
export function authOperations(sessions) {
  const passkeyOf = async (/** @type {string} */ name) => {
    const session = await ownedSession(sessions, name);
    if (!session.connection) throw new Refusal(422, 'This session is not being linked.');
    return session.connection.passkey;
  };
  const step = async (/** @type {() => Promise<void>} */ run) => {
    try {
      await run();
      return null;
    } catch (error) {
      if (error instanceof NoPasskeyStep) throw new Refusal(422, error.message);
      throw error;
    }
  };

  return [
    {
      route: 'GET /api/{session}/auth/qr',
      access: 'session',
      run: async (call) => {
        const session = await ownedSession(sessions, call.params.session);
        if (!session.qr) throw new Refusal(422, 'There is no QR code now.', { status: session.status });
        return showCode(session.qr, call);
      },
    },
    {
      route: 'POST /api/{session}/auth/request-code',
      access: 'session',
      status: 201,
      run: async ({ params, body }) => {
        const session = await ownedSession(sessions, params.session);
        const number = String(body.phoneNumber ?? '').replace(/\D/g, '');
        if (!/^\d{6,15}$/.test(number)) throw new Refusal(422, 'phoneNumber must be a number with its country code.');
        if (session.status !== 'SCAN_QR_CODE' || !session.connection)
          throw new Refusal(422, 'A code can be had while a QR code is shown.');
        const code = await session.connection.socket.requestPairingCode(number);
        return { code: `${code.slice(0, 4)}-${code.slice(4)}` };
      },
    },
    {
      route: 'GET /api/{session}/auth/passkey/challenge',
      access: 'session',
      run: async ({ params }) => {
        const { challenge } = await passkeyOf(params.session);
        if (!challenge) throw new Refusal(422, 'No passkey is asked for now.');
        return challenge;
      },
    },
    {
      route: 'POST /api/{session}/auth/passkey',
      access: 'session',
      status: 201,
      run: async ({ params, body }) => {
        const passkey = await passkeyOf(params.session);
        const isWhole =
          typeof body.rawId === 'string' &&
          typeof body.response?.clientDataJSON === 'string' &&
          typeof body.response?.signature === 'string';
        if (!isWhole) throw new Refusal(422, 'The assertion needs id, rawId, type and response.');
        const { id, rawId, type, response } = body;
        return step(() => passkey.answer({ id, rawId, type, response }));
      },
    },
    {
      route: 'GET /api/{session}/auth/passkey/confirmation',
      access: 'session',
      run: async ({ params }) => {
        const { code } = await passkeyOf(params.session);
        if (!code) throw new Refusal(422, 'There is no code to confirm now.');
        return { code };
      },
    },
    {
      route: 'POST /api/{session}/auth/passkey/confirm',
      access: 'session',
      status: 201,
      run: async ({ params }) => {
        const passkey = await passkeyOf(params.session);
        return step(() => passkey.confirm());
      },
    },
  ];
}

/**
 * WAHA's three forms: the text, a picture, or the picture in JSON for who asks for that.
 * @param {string} qr  @param {import('./server.js').Call} call
 */
function showCode(qr, { query, headers, response }) {
  const format = query.get('format') || 'image';
  if (format === 'raw') return { value: qr };
  if (format !== 'image') throw new Refusal(422, 'format is image or raw.');
  const png = qrPng(qr);
  const mimetype = 'image/png';
  if (headers.accept?.includes('application/json')) return { mimetype, data: png.toString('base64') };
  response.writeHead(200, { 'Content-Type': mimetype, 'Content-Length': png.length, 'Cache-Control': 'no-store' });
  response.end(png);
  return undefined;
}
