import { useState } from 'preact/hooks';
import { useLive } from '../api';
import { t } from '../strings';
import { said } from '../strings/said';
import { dateTime } from '../time';
import type { AccountHealth, State } from '../types';
import { Button, Notice, ProblemNotice, Skeleton } from '../ui/parts';

interface Alert extends State { id: string; accountId: string | null; since: string; raisedAt: string; clearedAt: string | null }

/** So many of those that are over are shown until somebody wants more. */
const shownAtFirst = 10;

/** What is wrong now and what was, with its time. */
export function Alerts({ accounts }: { accounts: AccountHealth[] }) {
  const texts = t().alerts;
  const live = useLive<{ open: Alert[]; over: Alert[] }>('api/alerts', 30);
  const titled = (alert: Alert) => {
    const { sentence } = said(alert, 'states');
    const name = alert.accountId && (accounts.find((one) => one.id === alert.accountId)?.name ?? (accounts.length > 0 ? texts.goneAccount : ''));
    return name ? `${name}: ${sentence}` : sentence;
  };
  return (
    <section class="stack" aria-labelledby="alerts">
      <h2 id="alerts">{texts.title}</h2>
      {live.problem && <ProblemNotice problem={live.problem} onRetry={() => void live.refresh()} />}
      {!live.data ? !live.problem && <Skeleton rows={1} /> : (
        <>
          {live.data.open.length === 0 && <p class="faint">{texts.none}</p>}
          {live.data.open.map((alert) => (
            <Notice key={alert.id} tone="bad" words={{ sentence: titled(alert), nextAction: `${said(alert, 'states').nextAction} ${texts.since(dateTime(alert.since))}.` }} />
          ))}
          <Over alerts={live.data.over} titled={titled} />
        </>
      )}
    </section>
  );
}

function Over({ alerts, titled }: { alerts: Alert[]; titled: (alert: Alert) => string }) {
  const texts = t().alerts;
  const [isWhole, showAll] = useState(false);
  if (alerts.length === 0) return <p class="faint">{texts.noneOver}</p>;
  return (
    <details class="card">
      <summary>{texts.over(alerts.length)}</summary>
      <ul class="list plain-list">
        {(isWhole ? alerts : alerts.slice(0, shownAtFirst)).map((alert) => (
          <li key={alert.id} class="message">
            <p>{titled(alert)}</p>
            <p class="faint">{texts.lasted(dateTime(alert.since), dateTime(alert.clearedAt!))}</p>
          </li>
        ))}
      </ul>
      {!isWhole && alerts.length > shownAtFirst && <div class="buttons"><Button onClick={() => showAll(true)}>{texts.all}</Button></div>}
    </details>
  );
}
