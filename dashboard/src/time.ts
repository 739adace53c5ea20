import { signal } from '@preact/signals';
import { language, t } from './strings';

/** The location's time zone: everybody who looks at it sees the same times. */
export const timeZone = signal('Etc/UTC');

/** A time that is made again every half minute, for texts like "5 minutes ago". */
const now = signal(Date.now());
setInterval(() => { now.value = Date.now(); }, 30_000);

/** Day and time in the location's zone. */
export function dateTime(at: string, withSeconds = false): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: withSeconds ? 'medium' : 'short', timeZone: zone() }).format(new Date(at));
}

/** A sentence of the host, with its times (such as 26 November 2026 14:05 UTC) in the location's zone. */
export const inZone = (sentence: string) =>
  sentence.replace(/\d{1,2} [A-Z][a-z]+ \d{4} \d\d:\d\d UTC/g, (at) => dateTime(at));

/** A zone that this browser does not know is shown as UTC. */
function zone(): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timeZone.value });
    return timeZone.value;
  } catch {
    return 'Etc/UTC';
  }
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [['day', 86_400], ['hour', 3_600], ['minute', 60]];

/** How long ago something was. */
export function ago(at: string): string {
  const seconds = (now.value - Date.parse(at)) / 1000;
  const [unit, size] = units.find(([, length]) => seconds >= length) ?? [null, 0];
  return unit === null ? t().time.justNow : new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' }).format(-Math.floor(seconds / size), unit);
}
