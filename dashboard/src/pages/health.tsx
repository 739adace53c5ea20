import { useLive } from '../api';
import { to } from '../router';
import { t } from '../strings';
import { said, saidIn } from '../strings/said';
import { inZone } from '../time';
import type { AccountHealth, Health } from '../types';
import { Badge, Notice, PageHead, ProblemNotice, Skeleton } from '../ui/parts';
import { When } from '../ui/when';
import { Fare, stateName, toneOf } from './accounts';
import { Alerts } from './alerts';
import { AlertSettings } from './alertSettings';
import { Figures } from './figures';
import { Onboarding } from './onboarding';
import { TrafficCharts } from './traffic';

/** How the location fares: its accounts, its traffic, what was wrong and who is told of it, and its setup. */
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
        <Alerts accounts={live.data?.accounts ?? []} />
        <AlertSettings />
        <Onboarding />
      </div>
    </>
  );
}

function Card({ account }: { account: AccountHealth }) {
  const texts = t().health;
  return (
    <article class="card stack" aria-labelledby={`health-${account.id}`}>
      <div class="row"><h3 class="grow" id={`health-${account.id}`}><a href={to('accounts', account.id)}>{account.name}</a></h3><Badge tone={toneOf(account.state)}>{stateName(account.state)}</Badge></div>
      {account.score !== null && <Fare state={account.state} score={account.score} />}
      {account.reasons.length === 0 && <p>{texts.good}</p>}
      {account.reasons.map((reason) => (
        <Notice key={reason.code} tone={reason.code === account.state ? toneOf(reason.code) : reason.points >= 60 ? 'bad' : 'warn'} words={said(reason, 'states')} />
      ))}
      <dl class="facts">
        <div><dt>{t().accounts.lastTraffic}</dt><dd><When at={account.lastHeardAt} /></dd></div>
        <Figures health={account} />
      </dl>
      {account.score !== null && <p class="faint">{saidIn.value?.missing(account) ?? inZone(account.missing)}</p>}
    </article>
  );
}
