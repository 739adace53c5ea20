import { signal } from '@preact/signals';
import { access, asProblem, call, callOpen, forgetAnswers, Problem } from './api';

export type Right = 'view' | 'connect' | 'disconnect' | 'reroute';

interface SessionAnswer {
  token: string;
  expiresAt: string;
  locationId?: string;
  companyId: string;
  rights: Right[];
  userName?: string;
}

/** How far the sign-in is. */
export type SignIn =
  | { state: 'opening' }
  /** Not inside GoHighLevel: who opened it is not known. */
  | { state: 'outside' }
  /** In a frame whose page does not say who opened it. */
  | { state: 'silent' }
  | { state: 'refused'; problem: Problem }
  | { state: 'open'; locationId: string | null; rights: readonly Right[]; userName: string };

export const signIn = signal<SignIn>({ state: 'opening' });

/** True where the page came from a laptop's host, which gives a session by one click. */
export const isLocal = document.querySelector<HTMLMetaElement>('meta[name=whatsnap-host]')?.content === 'local';

export const may = (right: Right) => signIn.value.state === 'open' && signIn.value.rights.includes(right);

/** How long GoHighLevel's page has to say who opened it. */
const answerWithin = 10_000;

/** So often it is asked meanwhile: a page that still loads hears no question. */
const askEvery = 500;

/** So long before its end a token is renewed. */
const renewBefore = 5 * 60_000;

const isFramed = window.parent !== window;
let renewal = 0;

/** The token of an agency that has not chosen a location, to go back to its list. */
let agency: SessionAnswer | null = null;

/** The location that an agency's user has chosen. */
let chosen: string | null = null;

/** The page around this one did not answer. */
class Silence extends Error {}

/** Asks the page around this one who opened it (GoHighLevel: custom pages). The answer is sealed; only WhatSnap's host can read it. */
function askGoHighLevel(): Promise<string> {
  return new Promise((resolve, reject) => {
    const end = () => { clearTimeout(timer); clearInterval(asking); removeEventListener('message', hear); };
    const hear = (event: MessageEvent) => {
      const said = event.data as { message?: unknown; payload?: unknown } | null;
      if (event.source !== window.parent || said?.message !== 'REQUEST_USER_DATA_RESPONSE' || typeof said.payload !== 'string') return;
      end();
      resolve(said.payload);
    };
    const timer = setTimeout(() => { end(); reject(new Silence()); }, answerWithin);
    const ask = () => window.parent.postMessage({ message: 'REQUEST_USER_DATA' }, '*');
    const asking = setInterval(ask, askEvery);
    addEventListener('message', hear);
    ask();
  });
}

function take(answer: SessionAnswer, userName = answer.userName ?? '') {
  const before = signIn.value;
  const locationId = answer.locationId ?? null;
  if (before.state !== 'open' || before.locationId !== locationId) forgetAnswers();
  access.token = answer.token;
  if (locationId === null) agency = answer;
  clearTimeout(renewal);
  renewal = window.setTimeout(() => void renew(), Math.max(30_000, Date.parse(answer.expiresAt) - Date.now() - renewBefore));
  signIn.value = { state: 'open', locationId, rights: answer.rights, userName };
}

/** The session of an agency, bound to the location that its user had chosen; null where there is none, or none any more. */
async function bound(token: string): Promise<SessionAnswer | null> {
  if (chosen === null) return null;
  try {
    return await callOpen<SessionAnswer>('api/session/location', { locationId: chosen }, token);
  } catch (refused) {
    if (!(refused instanceof Problem) || refused.status !== 403) throw refused;
    chosen = null;
    return null;
  }
}

/** Opens a session with what GoHighLevel says of who opened the page, where that person was. */
async function enter(): Promise<void> {
  const token = access.token;
  try {
    const answer = await callOpen<SessionAnswer>('api/session', { payload: await askGoHighLevel() });
    const there = answer.locationId ? answer : await bound(answer.token);
    if (access.token !== token) return;
    if (!answer.locationId) agency = answer;
    take(there ?? answer, answer.userName);
  } catch (thrown) {
    signIn.value = thrown instanceof Silence ? { state: 'silent' } : { state: 'refused', problem: asProblem(thrown) };
  }
}

async function openInside(): Promise<void> {
  signIn.value = { state: 'opening' };
  await enter();
}

/** Opens a session for whoever sits at the machine that runs the host. */
export async function openLocally(): Promise<void> {
  try {
    take(await callOpen<SessionAnswer>('local/session', {}));
  } catch (refused) {
    signIn.value = { state: 'refused', problem: asProblem(refused) };
  }
}

/** Tries again what did not open a session. */
export const openAgain = () => (isFramed ? openInside() : openLocally());

/** Binds an agency's session to one of its locations. */
export async function chooseLocation(locationId: string): Promise<void> {
  const name = signIn.value.state === 'open' ? signIn.value.userName : '';
  take(await call<SessionAnswer>('POST', 'api/session/location', { locationId }), name);
  chosen = locationId;
}

/** True where there is a list of locations to go back to. */
export const hasAgency = () => agency !== null;

/** Goes back to the list of the agency's locations. */
export function leaveLocation(): void {
  chosen = null;
  if (agency !== null) take(agency, signIn.value.state === 'open' ? signIn.value.userName : '');
}

let renewing: Promise<boolean> | null = null;

/** A new token for the one that is about to end; a new sign-in where it has ended. */
function renew(): Promise<boolean> {
  return renewing ??= renewOnce().finally(() => { renewing = null; });
}

async function renewOnce(): Promise<boolean> {
  const [before, token] = [signIn.value, access.token];
  try {
    const answer = await fetch('../api/session/renew', {
      method: 'POST', headers: { Authorization: `Bearer ${token}` }, credentials: 'omit', cache: 'no-store',
    });
    const renewed = answer.ok ? await answer.json() as SessionAnswer : null;
    // Meanwhile another location may have been entered.
    if (access.token !== token) return true;
    if (renewed) {
      take(renewed, before.state === 'open' ? before.userName : '');
      return true;
    }
    if (answer.status !== 401) return false;
  } catch {
    return false;
  }

  // What is on the page stays there meanwhile.
  if (isFramed) await enter();
  else signIn.value = { state: 'outside' };
  return signIn.value.state === 'open';
}

/** Begins the sign-in. */
export function begin(): void {
  access.renew = renew;
  if (isFramed) void openInside();
  else signIn.value = { state: 'outside' };
}
