import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';

/** What a call was refused for: a sentence and what to do, and the member of the body that was wrong where it is one. */
export class Problem extends Error {
  constructor(readonly status: number, readonly sentence: string, readonly nextAction: string, readonly field = '') {
    super(sentence);
  }
}

/** What the session gives to every call; the token is kept nowhere else. */
export const access = {
  token: '',
  /** Called when a call finds that the session has ended; true once there is a new one. */
  renew: async (): Promise<boolean> => false,
};

/** The words of this file; set by the strings, so that they need not be loaded before. */
export const words = { unreachable: '', unreachableNext: '' };

const unreachable = () => new Problem(0, words.unreachable, words.unreachableNext);

/** What to show of something that was thrown. What is no refusal is a mistake of the page itself: it is reported too. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  reportError(thrown);
  return unreachable();
}

/** @param token Whose call it is; empty for nobody's. */
async function send(method: string, path: string, body: unknown, token: string, etag?: string): Promise<Response> {
  const headers: Record<string, string> = {};
  if (token) headers['Authorization'] = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (etag) headers['If-None-Match'] = etag;
  try {
    return await fetch(`../${path}`, {
      method, headers, body: body === undefined ? null : JSON.stringify(body), credentials: 'omit', cache: 'no-store',
    });
  } catch {
    throw unreachable();
  }
}

/** The body of an answer, which may break off, or be none of WhatSnap's. */
async function bodyOf<T>(answer: Response): Promise<T> {
  try {
    const text = await answer.text();
    return (text ? JSON.parse(text) : undefined) as T;
  } catch {
    throw unreachable();
  }
}

async function problemOf(answer: Response): Promise<Problem> {
  try {
    const said = await answer.json() as { title?: string; detail?: string; field?: string };
    if (said.title) return new Problem(answer.status, said.title, said.detail ?? '', said.field);
  } catch {
    // Not one of WhatSnap's refusals: something in between answered.
  }
  return unreachable();
}

/** Calls the API for a session: without one, or with the token of one that is not taken yet. */
export async function callOpen<T>(path: string, body: unknown, token = ''): Promise<T> {
  const answer = await send('POST', path, body, token);
  if (!answer.ok) throw await problemOf(answer);
  return bodyOf<T>(answer);
}

async function withSession(method: string, path: string, body: unknown, etag?: string): Promise<Response> {
  const answer = await send(method, path, body, access.token, etag);
  if (answer.status !== 401 || !await access.renew()) return answer;
  return await send(method, path, body, access.token, etag);
}

/** Calls the API. */
export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await withSession(method, path, body);
  if (!answer.ok) throw await problemOf(answer);
  return bodyOf<T>(answer);
}

/** Gets a file from the API, to be kept by whoever asked for it. */
export async function download(path: string, body: unknown, name: string): Promise<void> {
  const answer = await withSession('POST', path, body);
  if (!answer.ok) throw await problemOf(answer);
  const address = URL.createObjectURL(await answer.blob());
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Calls what a laptop's host alone has, which takes whoever sits at it for granted. */
export async function callLocal(method: string, path: string, body: unknown): Promise<unknown> {
  const answer = await send(method, path, body, '');
  if (!answer.ok) throw await problemOf(answer);
  return bodyOf(answer);
}

interface Known { etag: string; data: unknown }

/** The last answers, so that a page shows at once what was known when it was left. */
const known = new Map<string, Known>();

/** Counts the locations that were entered. */
let era = 0;

/** Forgets all answers, those that are still on their way too: another location's session begins. */
export function forgetAnswers(): void {
  era++;
  known.clear();
}

/** An answer that is asked for again and again. */
export interface Live<T> {
  readonly data: T | undefined;
  /** Why the last try failed; the answer before it stays. */
  readonly problem: Problem | undefined;
  /** Asks now; what was asked before and is not answered yet no longer counts. */
  refresh(): Promise<void>;
  /** Shows what a change will bring before the answer says so. */
  assume(change: (data: T) => T): void;
}

/** Asks for an address while the page is seen, and shows each answer that differs. */
export function useLive<T>(path: string | null, seconds: number): Live<T> {
  const live = useMemo(() => new Poll<T>(path), [path]);
  useEffect(() => {
    if (path === null) return;
    live.start(seconds);
    return () => live.stop();
  }, [live, path, seconds]);
  return live;
}

class Poll<T> implements Live<T> {
  private readonly shown = signal<T | undefined>(undefined);
  private readonly failed = signal<Problem | undefined>(undefined);
  private readonly era = era;
  private timer = 0;
  private seconds = 0;

  /** The newest question. An older one was asked before a change, and its answer may not know of it. */
  private turn = 0;
  private isAsking = false;

  constructor(private readonly path: string | null) {
    if (path !== null) this.shown.value = known.get(path)?.data as T | undefined;
  }

  get data() { return this.shown.value; }
  get problem() { return this.failed.value; }

  start(seconds: number) {
    this.seconds = seconds;
    document.addEventListener('visibilitychange', this.seen);
    void this.refresh();
  }

  stop() {
    this.seconds = 0;
    clearTimeout(this.timer);
    document.removeEventListener('visibilitychange', this.seen);
  }

  async refresh() {
    if (this.path === null) return;
    clearTimeout(this.timer);
    const turn = ++this.turn;
    this.isAsking = true;
    const outcome = await this.ask(this.path).catch(asProblem);
    if (turn !== this.turn) return;
    this.isAsking = false;
    this.failed.value = outcome instanceof Problem ? outcome : undefined;
    if (!(outcome instanceof Problem)) this.take(this.path, outcome);
    this.wait();
  }

  assume(change: (data: T) => T) {
    if (this.shown.value !== undefined) this.shown.value = change(this.shown.value);
    if (this.path !== null) known.delete(this.path);
    this.turn++;
    this.isAsking = false;
    this.wait();
  }

  private readonly seen = () => { if (!document.hidden && this.seconds && !this.isAsking) void this.refresh(); };

  private async ask(path: string): Promise<Known> {
    const before = known.get(path);
    const answer = await withSession('GET', path, undefined, before?.etag);
    if (answer.status === 304 && before) return before;
    if (!answer.ok) throw await problemOf(answer);
    return { etag: answer.headers.get('ETag') ?? '', data: await bodyOf<T>(answer) };
  }

  /** An answer to another location's session is not kept. */
  private take(path: string, answer: Known) {
    if (this.era !== era) return;
    known.set(path, answer);
    this.shown.value = answer.data as T;
  }

  private wait() {
    clearTimeout(this.timer);
    // What is not there, or not for this person, does not come by asking again.
    if (this.failed.value?.status === 404 || this.failed.value?.status === 403) return;
    if (this.seconds && !document.hidden) this.timer = window.setTimeout(() => void this.refresh(), this.seconds * 1000);
  }
}
