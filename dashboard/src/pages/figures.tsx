import { t } from '../strings';
import { dateTime } from '../time';
import type { AccountHealth } from '../types';
import { When } from '../ui/when';

/** What is known of an account besides its score; what is nothing to speak of is left out. */
export function Figures({ health }: { health: AccountHealth }) {
  const texts = t().health;
  return (
    <>
      <div><dt>{texts.waiting}</dt><dd>{health.waiting}{health.waitingSince && `, ${texts.since} ${dateTime(health.waitingSince)}`}</dd></div>
      {health.held > 0 && <div><dt>{texts.held}</dt><dd>{health.held}</dd></div>}
      <div><dt>{texts.failedLately}</dt><dd>{health.failedLately}</dd></div>
      {health.phoneSeenAt && <div><dt>{texts.phoneSeen}</dt><dd><When at={health.phoneSeenAt} /></dd></div>}
      {health.restarts > 0 && <div><dt>{texts.restarts}</dt><dd>{health.restarts}</dd></div>}
      {health.score !== null && health.lookedUntil && <div><dt>{texts.looked}</dt><dd>{dateTime(health.lookedUntil)}</dd></div>}
    </>
  );
}
