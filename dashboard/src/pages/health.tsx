import { useLive } from '../api';
import { to } from '../router';
import { t } from '../strings';
import { ago, dateTime } from '../time';
import type { AccountHealth, Health } from '../types';
import { Badge, Notice, PageHead, ProblemNotice, Skeleton } from '../ui/parts';
import { HealthBar, isOn, stateName, toneOf } from './accounts';
import { Onboarding } from './onboarding';
import { TrafficCharts } from './traffic';

/** How the location fares: its accounts, its traffic, its setup, and what was wrong. */
export function HealthPage() {
  const texts = t().health;
  const live = useLive<Health>('api/health', 15);
  return (
    <>
      <PageHead title={texts.title} />
      <div class="stack wide-gap">
        <section class="stack" aria-labelledby="fare">
          <h2 id="fare">{texts.accounts}</h2>
          {live.problem && <ProblemNotice problem={live.problem} onRetry={() => void live.refresh()} />}
          {!live.data ? !live.problem && <Skeleton /> : live.data.accounts.length === 0
            ? <p class="faint">{t().accounts.none}</p>
            : <ul class="cards plain-list">{live.data.accounts.map((account) => <li key={account.id}><Card account={account} /></li>)}</ul>}
        </section>
        <TrafficCharts accounts={live.data?.accounts ?? []} />
        <Onboarding />
        <Alerts accounts={live.data?.accounts ?? []} />
      </div>
    </>
  );
}

function Card({ account }: { account: AccountHealth }) {
  const texts = t().health;
  return (
    <article class="card stack" aria-labelledby={`health-${account.id}`}>
      <div class="row"><h3 class="grow" id={`health-${account.id}`}><a href={to('accounts', account.id)}>{account.name}</a></h3><Badge tone={toneOf(account.state)}>{stateName(account.state)}</Badge></div>
      {!isOn(account.state) ? <p>{texts.off}</p> : <HealthBar score={account.score} />}
      {account.reasons.length === 0 ? isOn(account.state) && <p>{texts.good}</p>
        : account.reasons.map((reason) => <Notice key={reason.code} tone={reason.points >= 60 ? 'bad' : 'warn'} words={reason} />)}
      <dl class="facts">
        <div><dt>{t().accounts.lastTraffic}</dt><dd>{account.lastHeardAt ? ago(account.lastHeardAt) : t().never}</dd></div>
        <div><dt>{texts.waiting}</dt><dd>{account.waiting}{account.waitingSince && `, ${texts.since} ${dateTime(account.waitingSince)}`}</dd></div>
        <div><dt>{texts.failedLately}</dt><dd>{account.failedLately}</dd></div>
      </dl>
      {isOn(account.state) && <p class="faint">{account.missing}</p>}
    </article>
  );
}

interface Alert { accountId: string | null; code: string; subject: string; sentence: string; nextAction: string; raisedAt: string | null; since: string | null }

function Alerts({ accounts }: { accounts: AccountHealth[] }) {
  const texts = t().health;
  const live = useLive<{ open: Alert[] }>('api/alerts', 30);
  const name = (id: string | null) => accounts.find((one) => one.id === id)?.name;
  return (
    <section class="stack" aria-labelledby="alerts">
      <h2 id="alerts">{texts.alerts}</h2>
      {live.problem && <ProblemNotice problem={live.problem} />}
      {live.data?.open.length === 0 && <p class="faint">{texts.noAlerts}</p>}
      {live.data?.open.map((alert) => (
        <Notice key={`${alert.accountId}${alert.code}`} tone="bad" words={{ sentence: [name(alert.accountId), alert.sentence].filter(Boolean).join(': '), nextAction: alert.nextAction }} />
      ))}
    </section>
  );
}
