import { useState } from 'preact/hooks';
import { useLive } from '../api';
import { t } from '../strings';
import type { AccountHealth } from '../types';
import { Chart, type Series } from '../ui/chart';
import { ProblemNotice, Skeleton } from '../ui/parts';

interface Day { day: string; accountId: string | null; received: number; notStored: number; sent: number; delivered: number; read: number; failed: number; unknown: number }

interface Traffic { timeZone: string; from: string; until: string; days: Day[] }

const ranges = [7, 30, 90];

/** Traffic, delivery and failures over time. */
export function TrafficCharts({ accounts }: { accounts: AccountHealth[] }) {
  const texts = t().health;
  const [range, setRange] = useState(30);
  const [account, setAccount] = useState('');
  const live = useLive<Traffic>(`api/traffic?days=${range}`, 60);
  const days = live.data ? daysOf(live.data, account) : [];
  const sum = (of: (day: Day) => number) => days.map((day) => ({ day: day.day, value: of(day) }));
  const charts: [string, Series[]][] = [
    [texts.traffic, [{ name: texts.received, tone: 'one', points: sum((day) => day.received) }, { name: texts.sent, tone: 'two', points: sum((day) => day.sent) }]],
    [texts.delivered, [{ name: texts.deliveredShare, tone: 'one', points: sum((day) => day.delivered) }, { name: texts.sent, tone: 'two', points: sum((day) => day.sent) }]],
    [texts.failures, [{ name: texts.failed, tone: 'bad', points: sum((day) => day.failed + day.notStored + day.unknown) }]],
  ];
  return (
    <section class="stack" aria-labelledby="traffic">
      <div class="row">
        <h2 id="traffic" class="grow">{texts.traffic}</h2>
        <label><span class="hidden">{t().messages.account}</span>
          <select value={account} onChange={(event) => setAccount(event.currentTarget.value)}>
            <option value="">{texts.allAccounts}</option>
            {accounts.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
          </select>
        </label>
        <label><span class="hidden">{texts.range}</span>
          <select value={range} onChange={(event) => setRange(Number(event.currentTarget.value))}>
            {ranges.map((count) => <option key={count} value={count}>{texts.days(count)}</option>)}
          </select>
        </label>
      </div>
      {live.problem && <ProblemNotice problem={live.problem} onRetry={() => void live.refresh()} />}
      {!live.data ? !live.problem && <Skeleton rows={2} />
        : <div class="cards charts">{charts.map(([title, series]) => <Chart key={title} title={title} series={series} empty={title === texts.failures ? texts.noFailures : texts.noTraffic} />)}</div>}
    </section>
  );
}

const oneDay = 86_400_000;

/** A row for each day of the time, those without messages too. */
function daysOf(traffic: Traffic, account: string): Day[] {
  const days: Day[] = [];
  for (let at = Date.parse(traffic.from); at <= Date.parse(traffic.until); at += oneDay) {
    const day = new Date(at).toISOString().slice(0, 10);
    const rows = traffic.days.filter((one) => one.day === day && (account === '' || one.accountId === account));
    const total = (of: keyof Day) => rows.reduce((count, row) => count + (row[of] as number), 0);
    days.push({
      day, accountId: null, received: total('received'), notStored: total('notStored'), sent: total('sent'), delivered: total('delivered'),
      read: total('read'), failed: total('failed'), unknown: total('unknown'),
    });
  }
  return days;
}
