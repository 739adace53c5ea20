import { t } from '../strings';
import { dateTime } from '../time';

interface Count { used: number; limit: number }

/** What an account may send, and has sent. */
export interface Sending {
  day: number;
  hour: Count;
  today: Count;
  strangersToday: Count;
  waiting: number;
  nextFreeAt: string | null;
  nextFreeForStrangersAt: string | null;
}

/** How much of an account's limits is used; nothing is limited where there are none. */
export function Budget({ sending }: { sending: Sending | null }) {
  const texts = t().safety;
  if (!sending) return <p class="card">{texts.unlimited}</p>;
  const counts: [string, Count][] = [[texts.hour, sending.hour], [texts.today, sending.today], [texts.strangers, sending.strangersToday]];
  return (
    <div class="card stack">
      <div class="row"><h3 class="grow">{texts.budget}</h3><span class="chip">{texts.day(sending.day)}</span></div>
      <dl class="facts budget">
        {counts.map(([name, count]) => <div key={name}><dt>{name}</dt><dd><span class="health"><Share {...count} />{texts.of(count.used, count.limit)}</span></dd></div>)}
        <div><dt>{texts.waiting}</dt><dd>{sending.waiting}</dd></div>
        <div><dt>{texts.nextFree}</dt><dd>{free(sending.nextFreeAt)}</dd></div>
        <div><dt>{texts.nextFreeForStrangers}</dt><dd>{free(sending.nextFreeForStrangersAt)}</dd></div>
      </dl>
      <p class="hint">{texts.budgetHint}</p>
    </div>
  );
}

/** The part of a limit that is used, as a bar beside the words. */
function Share({ used, limit }: Count) {
  return <meter class={used >= limit ? 'bad' : used >= limit * 0.8 ? 'warn' : 'good'} min={0} max={limit} value={Math.min(used, limit)} aria-hidden="true" />;
}

/** Less than a minute away counts as now: a message is not told to wait for so little. */
const free = (at: string | null) => (at === null ? t().safety.notToday : Date.parse(at) - Date.now() < 60_000 ? t().safety.now : dateTime(at));
