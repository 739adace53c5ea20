import { useLive } from '../api';
import { may } from '../session';
import { t } from '../strings';
import { said } from '../strings/said';
import { to } from '../router';
import { inZone } from '../time';
import type { Account, AccountHealth, Accounts, Health } from '../types';
import { Icon } from '../ui/icon';
import { Badge, ButtonLink, Empty, meanwhile, Notice, PageHead, ProblemNotice, Skeleton, type Tone } from '../ui/parts';
import { When } from '../ui/when';

/** What an account's state means at a glance. */
export function toneOf(code: string): Tone {
  if (code === 'active') return 'good';
  if (code === 'pending' || code === 'reconnecting' || code === 'disconnecting' || code === 'removing') return 'busy';
  return code === 'restricted' || code === 'silent' ? 'warn' : code === 'disconnected' ? 'none' : 'bad';
}

export const stateName = (code: string) => t().accounts.states[code] ?? t().accounts.otherState;

/** True for an account whose health says something: what is not connected has none. */
const isOn = (code: string) => toneOf(code) !== 'none' && toneOf(code) !== 'busy' && code !== 'route_left';

/** True while somebody may have to look at the steps of a connection. */
export const isConnecting = (account: Account) => account.state.code === 'pending' || account.state.code === 'reconnecting';

/** The number of an account; a device need not tell its own. */
export const numberOf = (account: Account) => account.number ?? (account.kind === 'device' ? t().accounts.numberUnknown : t().accounts.noNumber);

/** True for an account that nothing goes by until it is connected again; a device that serves its account can be replaced besides. */
export const isToReconnect = (account: Account) =>
  account.actions.includes('reconnect') && (account.kind !== 'device' || ['disconnected', 'device_revoked'].includes(account.state.code));

/** The accounts of the location. */
export function AccountsPage() {
  const texts = t().accounts;
  const live = useLive<Accounts>('api/accounts', 5);
  const health = useLive<Health>('api/health', 20);
  const data = live.data;
  const problem = live.problem ?? health.problem;
  const isFull = data !== undefined && data.accounts.length >= data.most;
  const canAdd = may('connect') && !isFull;
  return (
    <>
      <PageHead title={texts.title}>
        {data && data.accounts.length > 0 && <span class="count">{texts.used(data.accounts.length, data.most)}</span>}
        {canAdd && <ButtonLink look="main" icon="plus" href={to('accounts', 'new')}>{texts.add}</ButtonLink>}
      </PageHead>
      <div class="stack">
        {problem && <ProblemNotice problem={problem} onRetry={() => { void live.refresh(); void health.refresh(); }} />}
        {data && data.location.code !== 'connected' && <Notice tone="bad" words={said(data.location, 'states')} />}
        {data?.notice && <Notice tone="warn" words={data.notice} />}
        {isFull && <Notice tone="none" words={{ sentence: texts.full(data.most), nextAction: texts.fullNext }} />}
        {!may('connect') && <Notice tone="none" words={{ sentence: texts.noRight, nextAction: '' }} />}
        {!data ? !live.problem && <Skeleton /> : data.accounts.length === 0
          ? <Empty icon="whatsapp" title={texts.none}><p>{texts.noneNext}</p>{canAdd && <ButtonLink look="main" icon="plus" href={to('accounts', 'new')}>{texts.add}</ButtonLink>}</Empty>
          : (
            <ul class="cards plain-list">
              {data.accounts.map((account) => (
                <li key={account.id}><AccountCard account={account} health={health.data?.accounts.find((one) => one.id === account.id)} meanwhile={meanwhile(health)} /></li>
              ))}
            </ul>
          )}
      </div>
    </>
  );
}

function AccountCard({ account, health, meanwhile }: { account: Account; health: AccountHealth | undefined; meanwhile: string }) {
  const texts = t().accounts;
  const tone = toneOf(account.state.code);
  const state = said(account.state, 'states');
  return (
    <article class="card account" aria-labelledby={`name-${account.id}`}>
      <div class="row">
        <span class={`kind ${account.kind}`}><Icon name={account.kind} /></span>
        <div class="grow">
          <h2 id={`name-${account.id}`}><a class="card-link" href={to('accounts', account.id)}>{account.name}</a></h2>
          <p class="faint">{t().kinds[account.kind]} · {numberOf(account)}</p>
        </div>
        <Badge tone={tone}>{stateName(account.state.code)}</Badge>
      </div>
      {tone !== 'good' && <p class="state">{state.sentence} <strong>{state.nextAction}</strong></p>}
      {account.notes.map((note) => <p key={note.sentence} class="state"><Icon name="warning" size={16} /> {inZone(note.sentence)} <strong>{note.nextAction}</strong></p>)}
      {account.retag && !account.retag.isDone && <p class="faint">{texts.moving(account.retag.done, account.retag.total)}</p>}
      <dl class="facts">
        <div><dt>{texts.tag}</dt><dd><code>{account.tag}</code></dd></div>
        <div>
          <dt>{texts.lastTraffic}</dt>
          <dd>{!health ? meanwhile : <When at={health.lastHeardAt} />}</dd>
        </div>
        <div><dt>{texts.health}</dt><dd><Fare state={account.state.code} score={health?.score} meanwhile={meanwhile} /></dd></div>
      </dl>
      <div class="row">
        {account.isDefault && <span class="chip" title={texts.defaultHint}>{texts.isDefault}</span>}
        <span class="spring" />
        {isConnecting(account) && may('connect') && <ButtonLink look="main" href={to('accounts', account.id, 'connect')}>{texts.goOn}</ButtonLink>}
        {isToReconnect(account) && may('connect') && <ButtonLink look="main" icon="reconnect" href={to('accounts', account.id, 'connect')}>{texts.reconnect}</ButtonLink>}
      </div>
    </article>
  );
}

/** How an account fares: its score, or its state where it is not connected and has none. The state may be newer than the score. */
export function Fare({ state, score, meanwhile = '…' }: { state: string; score: number | null | undefined; meanwhile?: string }) {
  if (score === null || !isOn(state)) return <>{stateName(state)}</>;
  if (score === undefined) return <>{meanwhile}</>;
  const tone = score >= 90 ? 'good' : score >= 60 ? 'warn' : 'bad';
  return <span class="health"><meter class={tone} min={0} max={100} value={score} aria-hidden="true" />{t().accounts.healthOf(score)}</span>;
}
