import { useState } from 'preact/hooks';
import { call } from '../api';
import { goInstead, to } from '../router';
import { t } from '../strings';
import type { Account, Forwarding, Platform } from '../types';
import { Icon, type IconName } from '../ui/icon';
import { Button, ButtonLink, Field, Notice, ProblemNotice } from '../ui/parts';
import { useWork } from '../work';
import { NameField } from './add';
import { ForwardingChoices } from './forwarding';

/** How messages come: by an app on the phone, by the companion on a Mac, or by a Shortcut on an iPhone, which only receives. */
export type Way = 'android' | 'mac' | 'shortcut';

const icons: Record<Way, IconName> = { android: 'device', mac: 'mac', shortcut: 'device' };

/** The way that a part of the address names. */
export const wayOf = (part: string | undefined): Way | null => (part !== undefined && part in icons ? part as Way : null);

/** The way of a device that is there. */
export const wayBy = (platform: Platform): Way => (platform === 'iphone' ? 'shortcut' : platform);

/** What the page of a part of the address is called. */
export function deviceTitle(part: string | undefined): string | undefined {
  const texts = t().device;
  if (part === 'iphone') return texts.title(texts.platforms.iphone.name);
  const way = wayOf(part);
  return way ? texts.title(nameOf(way)) : undefined;
}

const nameOf = (way: Way) => (way === 'shortcut' ? t().device.iphone.aloneTitle : t().device.platforms[way].name);

/** The ways, to go on with an account that is there. */
export function WayChoice({ accountId }: { accountId: string }) {
  const texts = t().device;
  return (
    <section class="stack" aria-labelledby="which">
      <h2 id="which">{texts.choose}</h2>
      {(Object.keys(icons) as Way[]).map((way) => (
        <Card key={way} href={to('accounts', accountId, 'connect', way)} icon={icons[way]} name={nameOf(way)} hint={way === 'shortcut' ? texts.iphone.aloneHint : texts.platforms[way].hint} />
      ))}
    </section>
  );
}

function Card({ href, icon, name, hint }: { href: string; icon: IconName; name: string; hint: string }) {
  return (
    <a class="card row-button" href={href}>
      <span class="kind device"><Icon name={icon} /></span>
      <span class="grow"><span class="strong">{name}</span><span class="faint">{hint}</span></span>
      <Icon name="forward" />
    </a>
  );
}

/** Which device it is. */
export function DeviceChoice() {
  const texts = t().device;
  return (
    <>
      <p class="intro">{texts.choose}</p>
      <ul class="stack plain-list">
        {(['android', 'mac', 'iphone'] as const).map((platform) => (
          <li key={platform}><Card href={to('accounts', 'new', 'device', platform)} icon={platform === 'mac' ? 'mac' : 'device'} {...texts.platforms[platform]} /></li>
        ))}
      </ul>
    </>
  );
}

/** An iPhone shares its messages with a Mac, or a Shortcut brings what it receives. */
export function IphoneChoice() {
  const texts = t().device.iphone;
  return (
    <div class="stack">
      <p class="intro">{texts.why}</p>
      <section class="card stack" aria-labelledby="through-mac">
        <h2 id="through-mac">{texts.throughMac}</h2>
        <p>{texts.throughMacHint}</p>
        <ol class="how">{texts.throughMacSteps.map((line) => <li key={line}>{line}</li>)}</ol>
        <div class="buttons"><ButtonLink look="main" icon="mac" href={to('accounts', 'new', 'device', 'mac')}>{texts.goOn}</ButtonLink></div>
      </section>
      <Card href={to('accounts', 'new', 'device', 'shortcut')} icon="device" name={texts.alone} hint={texts.aloneHint} />
    </div>
  );
}

/** Its name, what comes of it, and the word of whoever uses it; then the steps on the device. */
export function DeviceForm({ way }: { way: Way }) {
  const texts = t().device;
  const [name, setName] = useState('');
  const [phoneNumber, setNumber] = useState('');
  const [forwarding, setForwarding] = useState<Forwarding>({ takesServices: false, takesCodes: false, onlyContacts: false });
  const { isBusy, problem, run } = useWork();
  const add = () => run(async () => {
    const device = { phoneNumber: phoneNumber.replace(/[\s()-]/g, ''), forwarding };
    const account = await call<Account>('POST', 'api/accounts', { kind: 'device', name: name.trim(), device });
    goInstead('accounts', account.id, 'connect', way);
  });
  return (
    <form class="stack" onSubmit={(event) => { event.preventDefault(); add(); }}>
      {way === 'shortcut' && <Limits />}
      <NameField name={name} onInput={setName} />
      <Field id="own-number" type="tel" label={texts.ownNumber} hint={texts.ownNumberHint} value={phoneNumber} autoComplete="off"
        onInput={(event) => setNumber(event.currentTarget.value)} />
      <section class="card stack divided" aria-labelledby="forwarding">
        <div class="stack">
          <h2 id="forwarding">{t().forwarding.title}</h2>
          <Notice tone="warn" words={{ sentence: texts.consentTitle, nextAction: texts.consent }} />
        </div>
        <ForwardingChoices rules={forwarding} onChange={(change) => setForwarding({ ...forwarding, ...change })} />
        <div><label class="choice"><input type="checkbox" required /><span class="grow strong">{texts.agreed}</span></label></div>
      </section>
      {problem && <ProblemNotice problem={problem} />}
      <div class="buttons"><Button type="submit" look="main" isBusy={isBusy}>{texts.goOn}</Button></div>
    </form>
  );
}

/** What a Shortcut can't do. */
function Limits() {
  const texts = t().deviceHow.iphone;
  return (
    <section class="card stack" aria-labelledby="limits">
      <h2 id="limits">{texts.limits}</h2>
      <ul class="points">{texts.limitList.map((line) => <li key={line}>{line}</li>)}</ul>
    </section>
  );
}
