import { useEffect, useState } from 'preact/hooks';
import { asProblem, call, Problem, useLive } from '../api';
import { go, to } from '../router';
import { may } from '../session';
import { t } from '../strings';
import { said, saidStep } from '../strings/said';
import type { Account, AccountDevices, Connection, Qr } from '../types';
import { Icon } from '../ui/icon';
import { Button, ButtonLink, Field, Notice, PageHead, ProblemNotice, Skeleton } from '../ui/parts';
import { Help } from '../ui/trouble';
import { isConnecting } from './accounts';
import { DevicePairing } from './devicePairing';
import { ScanCode } from './scan';
import { Steps } from './steps';

interface Watched { account: Account | null; connection: Connection | null; qr: Qr | null; devices: AccountDevices | null }

/** Follows an account until it is connected: the code to scan, or the checks and what they ask. */
export function ConnectPage({ id, part }: { id: string; part: string | undefined }) {
  const live = useLive<Watched>(`api/accounts/${encodeURIComponent(id)}/connection`, 1);
  const { account, connection, qr, devices } = live.data ?? { account: null, connection: null, qr: null, devices: null };

  // The name and kind stay known when a new account is gone because it could not be connected.
  const [last, setLast] = useState<Account | null>(null);
  useEffect(() => { if (account) setLast(account); }, [account]);
  const name = (account ?? last)?.name;
  return (
    <div class="narrow">
      <PageHead title={name ? t().connect.title(name) : t().connect.titleOfNone} back={{ href: to('accounts'), label: t().accounts.title }} />
      {live.problem && <ProblemNotice problem={live.problem} onRetry={() => void live.refresh()} />}
      {!live.data ? !live.problem && <Skeleton />
        : account && devices ? <DevicePairing account={account} devices={devices} part={part} refresh={() => void live.refresh()} />
          : account ? <Connecting account={account} qr={qr} refresh={() => void live.refresh()} />
            : <Failed connection={connection} account={last} />}
    </div>
  );
}

function Connecting({ account, qr, refresh }: { account: Account; qr: Qr | null; refresh: () => void }) {
  const attempt = account.connection;
  if (account.state.code === 'active') return <Connected account={account} />;
  if (!isConnecting(account)) {
    return (
      <div class="stack">
        {attempt?.end && attempt.state === 'failed' && <><Notice tone="bad" words={saidStep(attempt.end)} isNews /><Help /></>}
        {account.actions.includes('reconnect') ? <Reconnect account={account} refresh={refresh} /> : <Notice tone="none" words={said(account.state, 'states')} />}
        {attempt && <Steps steps={attempt.steps} />}
      </div>
    );
  }
  return (
    <div class="stack">
      {qr && <ScanCode id={account.id} qr={qr} />}
      {attempt?.state === 'waiting' && <Question account={account} refresh={refresh} />}
      {attempt && <Steps steps={attempt.steps} />}
      {may('connect') && <Stop account={account} />}
    </div>
  );
}

function Question({ account, refresh }: { account: Account; refresh: () => void }) {
  const texts = t().connect;
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const answer = async (said: 'yes' | 'no') => {
    setBusy(true);
    setProblem(null);
    try {
      await call('POST', `api/accounts/${account.id}/answer`, { answer: said });
      refresh();
    } catch (refused) {
      setProblem(asProblem(refused));
    }
    setBusy(false);
  };
  return (
    <section class="card question" aria-labelledby="question">
      <h2 id="question">{texts.questionTitle}</h2>
      {account.connection!.questions.map(saidStep).map((question) => <p key={question.code}><strong>{question.sentence}</strong> {question.nextAction}</p>)}
      {problem && <ProblemNotice problem={problem} />}
      <div class="buttons">
        <Button look="main" isBusy={isBusy} onClick={() => void answer('yes')}>{texts.yes}</Button>
        <Button isBusy={isBusy} onClick={() => void answer('no')}>{texts.no}</Button>
      </div>
    </section>
  );
}

/** Calls it off: a new account goes, another one is as it was before. */
export function Stop({ account }: { account: Account }) {
  const texts = t().connect;
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const stop = async () => {
    setBusy(true);
    try {
      await call('DELETE', `api/accounts/${account.id}/connection`);
      if (account.state.code === 'pending') go('accounts');
      else go('accounts', account.id);
    } catch (refused) {
      setProblem(asProblem(refused));
      setBusy(false);
    }
  };
  return (
    <>
      {problem && <ProblemNotice problem={problem} />}
      <div class="buttons"><Button look="quiet" isBusy={isBusy} onClick={() => void stop()}>{texts.stop}</Button></div>
    </>
  );
}

function Connected({ account }: { account: Account }) {
  const texts = t().connect;
  return (
    <section class="card success" role="status">
      <span class="medal"><Icon name="passed" size={32} /></span>
      <h2>{texts.successTitle(account.name)}</h2>
      <p>{texts.success}</p>
      <p><strong>{account.number}</strong> · <code>{account.tag}</code></p>
      <p class="faint">{texts.successNext}</p>
      <div class="buttons">
        <ButtonLink look="main" href={to('accounts')}>{texts.toAccounts}</ButtonLink>
        <ButtonLink icon="plus" href={to('accounts', 'new')}>{texts.another}</ButtonLink>
      </div>
    </section>
  );
}

function Failed({ connection, account }: { connection: Connection | null; account: Account | null }) {
  const texts = t().connect;
  const found = connection?.steps.findLast((step) => step.code === connection.end?.code) ?? connection?.end;
  const reason = found && saidStep(found);
  return (
    <div class="stack">
      <Notice tone="bad" words={{ sentence: `${texts.failedTitle}. ${reason?.sentence ?? ''}`, nextAction: reason?.nextAction ?? '' }} isNews>
        {may('connect') && <ButtonLink look="main" icon="reconnect" href={account ? to('accounts', 'new', account.kind) : to('accounts', 'new')}>{texts.again}</ButtonLink>}
        <ButtonLink href={to('accounts')}>{texts.toAccounts}</ButtonLink>
      </Notice>
      <Help />
      {connection && <Steps steps={connection.steps} isOver />}
    </div>
  );
}

/** Starts to connect an account again; Twilio may need a new token for it. */
export function Reconnect({ account, refresh }: { account: Account; refresh: () => void }) {
  const texts = t();
  const needsToken = account.state.code === 'needs_new_token';
  const [authToken, setToken] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const start = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await call('POST', `api/accounts/${account.id}/reconnect`, authToken.trim() ? { authToken: authToken.trim() } : {});
      refresh();
    } catch (refused) {
      setProblem(asProblem(refused));
    }
    setBusy(false);
  };
  return (
    <form class="stack" onSubmit={(event) => void start(event)}>
      <Notice tone="warn" words={said(account.state, 'states')} />
      {account.kind === 'twilio' && (
        <Field id="token" label={texts.twilio.newToken} hint={needsToken ? texts.twilio.tokenHint : texts.twilio.newTokenHint} type="password" autoComplete="off"
          required={needsToken} value={authToken} onInput={(event) => setToken(event.currentTarget.value)} />
      )}
      {problem && <ProblemNotice problem={problem} />}
      <div class="buttons"><Button type="submit" look="main" icon="reconnect" isBusy={isBusy}>{texts.accounts.reconnect}</Button></div>
    </form>
  );
}
