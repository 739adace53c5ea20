import { useState } from 'preact/hooks';
import { call, useLive, type Live } from '../api';
import { go } from '../router';
import { may } from '../session';
import { t } from '../strings';
import { saidStep } from '../strings/said';
import { dateTime } from '../time';
import type { Account, AccountDevices, Device } from '../types';
import { Choice, Dialog } from '../ui/dialog';
import { Button, Notice, ProblemNotice, Skeleton } from '../ui/parts';
import { When } from '../ui/when';
import { useWork } from '../work';
import { isConnecting } from './accounts';
import { DevicePermissions } from './devicePermissions';
import { SigningKey } from './signingKey';

/** What is said of these stands among the permissions. */
const saidThere = ['mac_without_sms', 'phone_may_sleep'];

/** The device of an account: what it is, what it may do, and another one in its place or none. */
export function DeviceCard({ account, live: shown }: { account: Account; live: Live<Account> }) {
  const texts = t().device;
  const live = useLive<AccountDevices>(`api/accounts/${account.id}/device`, 10);
  const device = live.data?.device;
  const refresh = async () => { await Promise.all([live.refresh(), shown.refresh()]); };
  return (
    <section class="stack" aria-labelledby="device">
      <h2 id="device">{texts.card}</h2>
      {live.problem && <ProblemNotice problem={live.problem} onRetry={() => void live.refresh()} />}
      {!live.data ? !live.problem && <Skeleton rows={1} /> : !device ? <Notice tone="none" words={{ sentence: texts.none, nextAction: '' }} /> : (
        <div class="card stack">
          <Facts device={device} />
          <DevicePermissions device={device} />
          {device.notes.filter((note) => !saidThere.includes(note.code)).map(saidStep).map((note) => <Notice key={note.code} tone="warn" words={note} />)}
          <SigningKey account={account} device={device} onSave={refresh} />
          {isConnecting(account) && <p>{texts.meanwhile}</p>}
          <Change account={account} device={device} onChange={refresh} />
        </div>
      )}
    </section>
  );
}

function Facts({ device }: { device: Device }) {
  const texts = t().device;
  return (
    <dl class="facts">
      <div><dt>{texts.name}</dt><dd>{device.name}</dd></div>
      <div><dt>{texts.platform}</dt><dd>{texts.platforms[device.platform].name}</dd></div>
      {device.appVersion && <div><dt>{texts.app}</dt><dd>{device.appVersion}</dd></div>}
      {device.osVersion && <div><dt>{texts.system}</dt><dd>{device.osVersion}</dd></div>}
      <div><dt>{texts.paired}</dt><dd>{dateTime(device.pairedAt)}</dd></div>
      <div><dt>{texts.seen}</dt><dd><When at={device.seenAt} /></dd></div>
    </dl>
  );
}

function Change({ account, device, onChange }: { account: Account; device: Device; onChange: () => Promise<void> }) {
  const texts = t().device;
  const [isAsked, ask] = useState(false);
  const { isBusy, problem, run, forget } = useWork();
  const replace = () => run(async () => {
    await call('POST', `api/accounts/${account.id}/reconnect`, {});
    go('accounts', account.id, 'connect');
  });
  const revoke = () => run(async () => {
    await call('DELETE', `api/accounts/${account.id}/device`);
    await onChange();
    ask(false);
  });
  const close = () => { ask(false); forget(); };
  if (isConnecting(account)) return null;
  return (
    <>
      {may('connect') && <p class="faint">{texts.replaceHint}</p>}
      {problem && !isAsked && <ProblemNotice problem={problem} />}
      <div class="buttons">
        {may('connect') && account.actions.includes('reconnect') && <Button icon="reconnect" isBusy={isBusy && !isAsked} onClick={replace}>{texts.replace}</Button>}
        {may('disconnect') && <Button look="danger" icon="unplug" onClick={() => ask(true)}>{texts.revoke}</Button>}
      </div>
      <Dialog isOpen={isAsked} onClose={close} title={texts.revokeTitle(device.name)}>
        <p>{texts.revokeText}</p>
        {problem && <ProblemNotice problem={problem} />}
        <Choice yes={texts.revoke} isDanger isBusy={isBusy} onYes={revoke} onNo={close} />
      </Dialog>
    </>
  );
}
