import { useEffect, useState } from 'preact/hooks';
import { call, useLive } from '../api';
import { to } from '../router';
import { may } from '../session';
import { t } from '../strings';
import { saidStep } from '../strings/said';
import type { Account, AccountDevices, Device, Place } from '../types';
import { CopyField } from '../ui/copy';
import { Button, ButtonLink, Notice, ProblemNotice, Skeleton } from '../ui/parts';
import { Help } from '../ui/trouble';
import { useWork } from '../work';
import { isConnecting } from './accounts';
import { Reconnect, Stop } from './connect';
import { WayChoice, wayBy, wayOf, type Way } from './device';
import { useDeviceCode } from './deviceCode';
import { DeviceHow } from './deviceHow';
import { DevicePermissions } from './devicePermissions';
import { DeviceConnected } from './deviceTest';
import { ShortcutKey, type MadeKey } from './shortcut';
import { SigningKey } from './signingKey';
import { Steps, textWanted } from './steps';

/** Pairs a phone or Mac with its account: the steps on the device, its name to be confirmed, what it may do, and a test. */
export function DevicePairing({ account, devices: { device, paired, codeExpiresAt }, part, refresh }: {
  account: Account; devices: AccountDevices; part: string | undefined; refresh: () => void;
}) {
  const place = useLive<Place>('api/location', 300);
  const [key, setKey] = useState<MadeKey | null>(null);
  if (!place.data) return place.problem ? <ProblemNotice problem={place.problem} onRetry={() => void place.refresh()} /> : <Skeleton />;

  const publicUrl = place.data.publicUrl;
  const known = paired ?? (isConnecting(account) ? null : device);
  const way = (known && wayBy(known.platform)) ?? wayOf(part);
  if (account.connection?.state === 'connected' && device && !isConnecting(account)) {
    return (
      <div class="stack">
        <DeviceConnected account={account} device={device} />
        {key?.deviceId === device.id && <DeviceHow way="shortcut" publicUrl={publicUrl} codes={null} made={key} />}
        {device.platform !== 'iphone' && <Rights device={device} />}
      </div>
    );
  }
  if (!isConnecting(account)) return <NotPaired account={account} device={device} refresh={refresh} />;
  return (
    <div class="stack">
      {device && <Notice tone="none" words={{ sentence: t().device.meanwhile, nextAction: '' }} />}
      {way && <TextWanted account={account} way={way} />}
      {!way ? <WayChoice accountId={account.id} />
        : <Pairing account={account} way={way} paired={paired} publicUrl={publicUrl} expiresAt={codeExpiresAt} made={key} onMade={(made) => { setKey(made); refresh(); }} refresh={refresh} />}
      {paired?.state.code === 'phone_key' && <div class="card"><SigningKey account={account} device={paired} onSave={refresh} /></div>}
      {paired && paired.platform !== 'iphone' && <Rights device={paired} />}
      {account.connection && <Steps steps={account.connection.steps} />}
      {may('connect') && <Stop account={account} />}
    </div>
  );
}

interface PairingProps {
  account: Account; way: Way; paired: Device | null; publicUrl: string; expiresAt: string | null; made: MadeKey | null; onMade: (made: MadeKey) => void; refresh: () => void;
}

function Pairing({ account, way, paired, publicUrl, expiresAt, made, onMade, refresh }: PairingProps) {
  const texts = t().device;
  const isPaired = account.connection?.steps.some((step) => step.step === 'pair' && step.severity === 'passed');
  const isOpen = !paired && !isPaired && account.connection?.state === 'running';
  const codes = useDeviceCode(account.id, isOpen && way !== 'shortcut' && may('connect'));
  const isOver = codes.code !== null && expiresAt !== null && Date.parse(expiresAt) > Date.parse(codes.code.expiresAt);
  const isAsked = account.connection?.state === 'waiting';
  return (
    <>
      {isAsked && paired && (made?.deviceId === paired.id ? <OwnKey account={account} refresh={refresh} /> : <IsYours account={account} device={paired} refresh={refresh} />)}
      {way === 'shortcut' && isOpen && !made && <ShortcutKey id={account.id} onMade={onMade} />}
      {way === 'shortcut' && paired && !made && <Notice tone="warn" words={{ sentence: t().deviceHow.iphone.keyLost, nextAction: '' }} />}
      {codes.problem && <ProblemNotice problem={codes.problem} onRetry={codes.ask} />}
      {isOver && <Notice tone="warn" words={{ sentence: texts.codeReplaced, nextAction: '' }}><Button onClick={codes.ask}>{texts.codeAgain}</Button></Notice>}
      {!may('connect') && <Notice tone="none" words={{ sentence: texts.codeRight, nextAction: '' }} />}
      {(way !== 'shortcut' || made) && <DeviceHow way={way} publicUrl={publicUrl} codes={isOpen && !isOver ? codes : null} made={made} />}
    </>
  );
}

/** Shows the device that used the code by its name, and asks whether it is the right one. */
function IsYours({ account, device, refresh }: { account: Account; device: Device; refresh: () => void }) {
  const texts = t().device;
  const { isBusy, problem, run } = useWork();
  const answer = (said: 'yes' | 'no') => run(async () => {
    await call('POST', `api/accounts/${account.id}/answer`, { answer: said });
    refresh();
  });
  return (
    <section class="card question" aria-labelledby="is-yours" role="status">
      <h2 id="is-yours">{texts.isYours(device.name)}</h2>
      <p>{texts.isYoursHint}</p>
      {problem && <ProblemNotice problem={problem} />}
      {may('connect') && (
        <div class="buttons">
          <Button look="main" isBusy={isBusy} onClick={() => answer('yes')}>{texts.yes}</Button>
          <Button isBusy={isBusy} onClick={() => answer('no')}>{texts.no}</Button>
        </div>
      )}
    </section>
  );
}

/** The key that this page made itself needs no question. */
function OwnKey({ account, refresh }: { account: Account; refresh: () => void }) {
  const { problem, run } = useWork();
  const confirm = () => run(async () => {
    await call('POST', `api/accounts/${account.id}/answer`, { answer: 'yes' });
    refresh();
  });
  useEffect(confirm, []);
  return problem && <ProblemNotice problem={problem} onRetry={confirm} />;
}

/** The text that has to arrive on a device before it counts as ready: one that is well may still hear of none, as a phone whose texts come by RCS. */
function TextWanted({ account, way }: { account: Account; way: Way }) {
  const texts = t().device;
  const wanted = account.connection?.steps.find(textWanted)?.detail;
  if (!wanted) return null;
  return (
    <section class="card question" aria-labelledby="text-wanted">
      <h2 id="text-wanted">{texts.textWanted}</h2>
      <p>{texts.textWantedHow[way]}</p>
      <CopyField id="test-text" label={texts.testLabel} value={wanted} />
      <p class="faint">{way === 'android' ? t().deviceHow.android.rcs : texts.textWantedHelp[way]}</p>
    </section>
  );
}

function Rights({ device }: { device: Device }) {
  const texts = t().device;
  return (
    <section class="stack" aria-labelledby="rights">
      <h2 id="rights">{texts.health}</h2>
      <p class="faint">{texts.healthHint}</p>
      <div class="card tight"><DevicePermissions device={device} /></div>
    </section>
  );
}

/** An attempt that failed: a device that was there before goes on. */
function NotPaired({ account, device, refresh }: { account: Account; device: Device | null; refresh: () => void }) {
  const attempt = account.connection;
  return (
    <div class="stack">
      {attempt?.end && attempt.state === 'failed' && (
        <Notice tone="bad" words={saidStep(attempt.end)} isNews>
          {device && <ButtonLink href={to('accounts', account.id)}>{t().device.toAccount}</ButtonLink>}
        </Notice>
      )}
      {device && <Notice tone="none" words={{ sentence: t().device.stays, nextAction: '' }} />}
      <Help />
      {!device && account.actions.includes('reconnect') && may('connect') && <Reconnect account={account} refresh={refresh} />}
      {attempt && <Steps steps={attempt.steps} isOver />}
    </div>
  );
}
