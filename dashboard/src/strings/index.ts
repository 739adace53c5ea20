import { signal } from '@preact/signals';
import { words } from '../api';
import { en, type Strings } from './en';
import { saidIn } from './said';

/** The languages that there are, by their codes. */
export const languages: Record<string, string> = { en: 'English', de: 'Deutsch' };

export const language = signal('en');
const strings = signal<Strings>(en);

/** The texts in the language of the page. */
export const t = () => strings.value;

export async function speak(code: string): Promise<void> {
  strings.value = code === 'de' ? (await import('./de')).de : en;
  language.value = code;
  document.documentElement.lang = code;
  Object.assign(words, { unreachable: strings.value.unreachable, unreachableNext: strings.value.unreachableNext });
  // Last, so that no page waits for it: until then the API's own words are shown.
  const theirs = code === 'de' ? (await import('./de/said')).said : null;
  if (language.value === code) saidIn.value = theirs;
}

/** Takes the language of the browser where there is one of it. */
export function speakAsBrowser(): void {
  void speak(navigator.languages.map((one) => one.slice(0, 2)).find((one) => one in languages) ?? 'en');
}
