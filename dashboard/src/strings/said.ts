import { signal } from '@preact/signals';
import type { AccountHealth, State, Step } from '../types';

/** A sentence and what to do, by the code of what the API says; `{0}` stands for the detail. */
export type Said = Record<string, readonly [sentence: string, nextAction: string]>;

/** What the API says, in a language that is not its own. */
export interface AllSaid {
  states: Said;
  steps: Said;
  stepTitles: Record<string, string>;
  setup: Said;
  setupTitles: Record<string, string>;
  failures: Said;
  waits: Said;
  missing: (health: AccountHealth) => string;
}

/** Null in English, which the API speaks, and until the words of another language are there. */
export const saidIn = signal<AllSaid | null>(null);

/** What the API says, in the language of the page where that has words for it. */
export function said<T extends State>(words: T, table: 'states' | 'steps' | 'setup' | 'failures' | 'waits', detail = ''): T {
  const own = saidIn.value?.[table][words.code];
  return own ? { ...words, sentence: own[0].replace('{0}', detail), nextAction: own[1] } : words;
}

/** A step of a connection or a check of an account; what is found may be the account's state. */
export function saidStep(step: Step): Step {
  const own = saidIn.value;
  if (!own) return step;
  return { ...said(step, step.code in own.steps ? 'steps' : 'states', step.detail ?? ''), title: own.stepTitles[step.step] ?? step.title };
}
