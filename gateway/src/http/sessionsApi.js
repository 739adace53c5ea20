// Calls about sessions and their keys.
import { NoSuchSession } from '../storage/sessionTable.js';
import { Refusal } from './server.js';

const NAME = /^[A-Za-z0-9_-]{1,64}$/;
const EVENTS = [
  'session.status',
  'message',
  'message.any',
  'message.ack',
  'message.reaction',
  'message.edited',
  'message.revoked',
  'message.waiting',
  '*',
];

/** @param {any} config  @throws {Refusal} */
function checkConfig(config) {
  if (config === null || typeof config !== 'object' || Array.isArray(config))
    throw new Refusal(422, 'config must be an object.');
  for (const { url, events } of config.webhooks ?? []) {
    if (typeof url !== 'string' || !/^https?:\/\//.test(url))
      throw new Refusal(422, 'Each webhook needs an http address.');
    const unknown = Array.isArray(events) ? events.find((event) => !EVENTS.includes(event)) : 'none';
    if (unknown !== undefined)
      throw new Refusal(422, `Each webhook needs events; these are known: ${EVENTS.join(', ')}.`);
  }
}

/**
 * What one account's key must not learn: the key that signs the webhooks, which is the same for all accounts.
 * @param {any} config  @param {boolean} isOperator
 */
const shown = ({ webhooks, ...config }, isOperator) =>
  isOperator || !webhooks ? { ...config, webhooks } : { ...config, webhooks: webhooks.map(withoutKey) };

/** @param {import('../webhooks/webhooks.js').Webhook} webhook */
const withoutKey = ({ hmac, ...webhook }) => webhook;

/** @param {import('../session/sessions.js').SessionRecord} record  @param {boolean} isOperator  @returns {any} WAHA's SessionDTO */
const dtoOf = ({ name, status, config }, isOperator) => ({ name, status, config: shown(config, isOperator) });

/**
 * @param {import('../session/sessions.js').SessionRecord} record
 * @param {boolean} isOperator
 * @param {import('../session/session.js').Session} [session] where this process runs it
 * @returns {any} WAHA's SessionInfo; beside it, when the phone was seen (ms) and, from the owner alone, whether all that came was told
 */
function infoOf({ name, status, reason, config, me, timelock, newChatCap, phoneSeenAt, worker, workerUrl }, isOperator, session) {
  return {
    name,
    status,
    reason,
    config: shown(config, isOperator),
    me: me ? { ...me, reachoutTimelock: timelock, newChatCap } : undefined,
    assignedWorker: worker,
    workerUrl,
    presence: {},
    timestamps: { activity: session?.lastActivity ?? 0, phone: phoneSeenAt ?? null },
    caughtUp: session?.isCaughtUp,
    engine: { engine: 'NOWEB' },
  };
}

/** @param {import('../session/sessions.js').Sessions} sessions  @returns {import('./server.js').Operation[]} */
export function sessionOperations(sessions) {
  const info = async (/** @type {string} */ name, /** @type {boolean} */ isOperator) => {
    const record = await sessions.find(name);
    if (!record) throw new NoSuchSession();
    return infoOf(record, isOperator, sessions.owned(name));
  };
  /** @param {'start' | 'stop' | 'restart' | 'logout'} action  @returns {import('./server.js').Operation} */
  const change = (action) => ({
    route: `POST /api/sessions/{session}/${action}`,
    access: 'session',
    status: 201,
    run: async ({ params, isOperator }) => dtoOf(await sessions[action](params.session), isOperator),
  });

  return [
    { route: 'GET /api/sessions', access: 'operator', run: ({ query }) => list(sessions, query.get('all') === 'true') },
    {
      route: 'POST /api/sessions',
      access: 'operator',
      status: 201,
      run: async ({ body }) => {
        const { name = 'default', config = {}, start = true } = body;
        if (typeof name !== 'string' || !NAME.test(name))
          throw new Refusal(422, 'name must be 1 to 64 letters, digits, - and _.');
        checkConfig(config);
        return dtoOf(await sessions.create(name, config, start), true);
      },
    },
    { route: 'GET /api/sessions/{session}', access: 'session', run: ({ params, isOperator }) => info(params.session, isOperator) },
    {
      route: 'PUT /api/sessions/{session}',
      access: 'session',
      run: async ({ params, body, isOperator }) => {
        const { config = {} } = body;
        checkConfig(config);
        return dtoOf(await sessions.configure(params.session, config), isOperator);
      },
    },
    {
      route: 'DELETE /api/sessions/{session}',
      access: 'session',
      run: async ({ params }) => (await sessions.remove(params.session), null),
    },
    .../** @type {const} */ (['start', 'stop', 'restart', 'logout']).map(change),
    {
      route: 'POST /api/keys',
      access: 'operator',
      status: 201,
      run: async ({ body: { session, isAdmin } }) => {
        if (isAdmin || typeof session !== 'string') throw new Refusal(422, 'A key is for one session.');
        return {
          id: `key_id_${session}`,
          key: await sessions.newKey(session),
          isActive: true,
          isAdmin: false,
          session,
        };
      },
    },
  ];
}

/** @param {import('../session/sessions.js').Sessions} sessions  @param {boolean} all */
async function list(sessions, all) {
  const records = await sessions.list();
  return records
    .filter(({ status }) => all || status !== 'STOPPED')
    .map((record) => infoOf(record, true, sessions.owned(record.name)));
}
