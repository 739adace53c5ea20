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
  | { state: 'refused'; problem: Problem }
  | { state: 'open'; locationId: string | null; rights: readonly Right[]; userName: string };

export const signIn = signal<SignIn>({ state: 'opening' });

/** True where the page came from a laptop's host, which gives a session by one click. */
export const isLocal = document.querySelector<HTMLMetaElement>('meta[name=whatsnap-host]')?.content === 'local';

export const may = (right: Right) => signIn.value.state === 'open' && signIn.value.rights.includes(right);

/** How long GoHighLevel's page has to say who opened it. */
const answerWithin = 10_000;

/** So long before its end a token is renewed. */
const renewBefore = 5 * 60_000;

const isFramed = window.parent !== window;
let renewal = 0;

/** The token of an agency that has not chosen a location, to go back to its list. */
let agency: SessionAnswer | null = null;

/** Asks the page around this one who opened it (GoHighLevel: custom pages). The answer is sealed; only WhatSnap's host can read it. */
function askGoHighLevel(): Promise<string> {
  return new Promise((resolve, reject) => {
    const end = () => { clearTimeout(timer); removeEventListener('message', hear); };
    const hear = (event: MessageEvent) => {
      const said = event.data as { message?: unknown; payload?: unknown } | null;
      if (event.source !== window.parent || said?.message !== 'REQUEST_USER_DATA_RESPONSE' || typeof said.payload !== 'string') return;
      end();
      resolve(said.payload);
    };
    const timer = setTimeout(() => { end(); reject(new Error('silent')); }, answerWithin);
    addEventListener('message', hear);
    window.parent.postMessage({ message: 'REQUEST_USER_DATA' }, '*');
  });
}

function take(answer: SessionAnswer, userName = answer.userName ?? '') {
  access.token = answer.token;
  if (!answer.locationId) agency = answer;
  clearTimeout(renewal);
  renewal = window.setTimeout(() => void renew(), Math.max(30_000, Date.parse(answer.expiresAt) - Date.now() - renewBefore));
  signIn.value = { state: 'open', locationId: answer.locationId ?? null, rights: answer.rights, userName };
}

/** Opens a session with what GoHighLevel says of who opened the page. */
export async function openInside(): Promise<void> {
  signIn.value = { state: 'opening' };
  try {
    const payload = await askGoHighLevel();
    take(await callOpen<SessionAnswer>('api/session', { payload }));
  } catch (refused) {
    signIn.value = refused instanceof Problem ? { state: 'refused', problem: refused } : { state: 'outside' };
  }
}

/** Opens a session for whoever sits at the machine that runs the host. */
export async function openLocally(): Promise<void> {
  try {
    take(await callOpen<SessionAnswer>('local/session', {}));
  } catch (refused) {
    signIn.value = { state: 'refused', problem: asProblem(refused) };
  }
}

/** Binds an agency's session to one of its locations. */
export async function chooseLocation(locationId: string): Promise<void> {
  const name = signIn.value.state === 'open' ? signIn.value.userName : '';
  const answer = await call<SessionAnswer>('POST', 'api/session/location', { locationId });
  forgetAnswers();
  take(answer, name);
}

/** True where there is a list of locations to go back to. */
export const hasAgency = () => agency !== null;

/** Goes back to the list of the agency's locations. */
export function leaveLocation(): void {
  if (agency === null) return;
  forgetAnswers();
  take(agency, signIn.value.state === 'open' ? signIn.value.userName : '');
}

let renewing: Promise<boolean> | null = null;

/** A new token for the one that is about to end; a new sign-in where it has ended. */
function renew(): Promise<boolean> {
  return renewing ??= renewOnce().finally(() => { renewing = null; });
}

async function renewOnce(): Promise<boolean> {
  const before = signIn.value;
  try {
    const answer = await fetch('../api/session/renew', {
      method: 'POST', headers: { Authorization: `Bearer ${access.token}` }, credentials: 'omit', cache: 'no-store',
    });
    if (answer.ok) {
      take(await answer.json() as SessionAnswer, before.state === 'open' ? before.userName : '');
      return true;
    }
    if (answer.status !== 401) return false;
  } catch {
    return false;
  }

  if (isFramed) await openInside();
  else signIn.value = { state: 'outside' };
  return signIn.value.state === 'open';
}

/** Begins the sign-in. */
export function begin(): void {
  access.renew = renew;
  if (isFramed) void openInside();
  else signIn.value = { state: 'outside' };
}
