import { useState } from 'preact/hooks';
import { call, useLive, type Live } from '../api';
import { go, to } from '../router';
import { may } from '../session';
import { t } from '../strings';
import { said } from '../strings/said';
import { dateTime, inZone } from '../time';
import type { Account, Health } from '../types';
import { Choice, Dialog } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { Badge, Button, ButtonLink, meanwhile, Notice, PageHead, ProblemNotice, Skeleton } from '../ui/parts';
import { say } from '../ui/toasts';
import { When } from '../ui/when';
import { useWork } from '../work';
import { Fare, isConnecting, isToReconnect, numberOf, stateName, toneOf } from './accounts';
import { DeviceCard } from './deviceCard';
import { Figures } from './figures';
import { Safety } from './safety';
import { Settings } from './settings';
import { Troubleshoot } from './troubleshoot';

/** One account: how it fares, its checks, its settings, and its end. */
export function AccountPage({ id }: { id: string }) {
  const live = useLive<Account>(`api/accounts/${encodeURIComponent(id)}`, 5);
  const account = live.data;
  const texts = t().account;
  return (
    <div class="narrow">
      <PageHead title={account?.name ?? (live.problem ? t().account.unknown : '…')} back={{ href: to('accounts'), label: t().accounts.title }}>
        {account && <Badge tone={toneOf(account.state.code)}>{stateName(account.state.code)}</Badge>}
      </PageHead>
      {live.problem && <ProblemNotice problem={live.problem} onRetry={() => void live.refresh()} />}
      {!account ? !live.problem && <Skeleton /> : live.problem?.status !== 404 && (
        <div class="stack wide-gap">
          <Standing account={account} />
          {account.kind === 'device' && <DeviceCard account={account} live={live} />}
          <section class="stack" aria-labelledby="checks"><h2 id="checks">{texts.checks}</h2><Troubleshoot account={account} /></section>
          {may('reroute') && <section class="stack" aria-labelledby="settings"><h2 id="settings">{texts.settings}</h2><Settings account={account} live={live} /></section>}
          <Safety account={account} />
          {may('disconnect') && <Ending account={account} live={live} />}
        </div>
      )}
    </div>
  );
}

function Standing({ account }: { account: Account }) {
  const texts = t().accounts;
  const live = useLive<Health>('api/health', 20);
  const health = live.data?.accounts.find((one) => one.id === account.id);
  const tone = toneOf(account.state.code);
  return (
    <section class="card stack">
      <div class="row">
        <span class={`kind ${account.kind}`}><Icon name={account.kind} /></span>
        <div class="grow"><p class="strong">{numberOf(account)}</p><p class="faint">{t().kinds[account.kind]}</p></div>
        {isConnecting(account) && may('connect') && <ButtonLink look="main" href={to('accounts', account.id, 'connect')}>{texts.goOn}</ButtonLink>}
        {isToReconnect(account) && may('connect') && <ButtonLink look="main" icon="reconnect" href={to('accounts', account.id, 'connect')}>{texts.reconnect}</ButtonLink>}
      </div>
      {tone !== 'good' && <Notice tone={tone} words={said(account.state, 'states')} />}
      {live.problem && <ProblemNotice problem={live.problem} onRetry={() => void live.refresh()} />}
      {account.notes.map((note) => <Notice key={note.sentence} tone="warn" words={{ ...note, sentence: inZone(note.sentence) }} />)}
      {account.retag && !account.retag.isDone && <p>{texts.moving(account.retag.done, account.retag.total)}</p>}
      <dl class="facts">
        <div><dt>{texts.tag}</dt><dd><code>{account.tag}</code></dd></div>
        <div><dt>{texts.lastTraffic}</dt><dd>{health ? <When at={health.lastHeardAt} /> : meanwhile(live)}</dd></div>
        <div><dt>{texts.health}</dt><dd><Fare state={account.state.code} score={health?.score} meanwhile={meanwhile(live)} /></dd></div>
        {health && <Figures health={health} />}
        <div><dt>{t().account.added}</dt><dd>{dateTime(account.createdAt)}</dd></div>
      </dl>
    </section>
  );
}

/** Disconnects or removes, after a question. */
function Ending({ account, live }: { account: Account; live: Live<Account> }) {
  const texts = t().account;
  const [asked, ask] = useState<'disconnect' | 'remove' | null>(null);
  const { isBusy, problem, run } = useWork();
  const end = () => run(async () => {
    if (asked === 'remove') {
      await call('DELETE', `api/accounts/${account.id}`);
      go('accounts');
      say(texts.removing(account.name));
    } else {
      await call('POST', `api/accounts/${account.id}/disconnect`, {});
      await live.refresh();
      say(texts.disconnecting(account.name));
    }
    ask(null);
  });
  if (!account.actions.includes('remove')) return null;
  return (
    <section class="stack" aria-labelledby="ending">
      <h2 id="ending">{texts.ending}</h2>
      <div class="card stack">
        <p>{texts.endingHint}</p>
        <div class="buttons">
          {account.actions.includes('disconnect') && <Button look="danger" icon="unplug" onClick={() => ask('disconnect')}>{texts.disconnect}</Button>}
          <Button look="danger" onClick={() => ask('remove')}>{texts.remove}</Button>
        </div>
      </div>
      <Dialog isOpen={asked !== null} onClose={() => ask(null)} title={asked === 'remove' ? texts.removeTitle(account.name) : texts.disconnectTitle(account.name)}>
        <p>{asked === 'remove' ? texts.removeText : texts.disconnectText[account.kind]}</p>
        {account.isDefault && <p>{texts.wasDefault}</p>}
        {problem && <ProblemNotice problem={problem} />}
        <Choice yes={asked === 'remove' ? texts.remove : texts.disconnect} isDanger isBusy={isBusy} onYes={end} onNo={() => ask(null)} />
      </Dialog>
    </section>
  );
}
