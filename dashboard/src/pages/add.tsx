import { useState } from 'preact/hooks';
import { asProblem, call, Problem } from '../api';
import { goInstead, to } from '../router';
import { may } from '../session';
import { t } from '../strings';
import type { Account, Kind, Place } from '../types';
import { Icon } from '../ui/icon';
import { Button, Field, Notice, PageHead, ProblemNotice, Skeleton } from '../ui/parts';
import { DeviceChoice, DeviceForm, deviceTitle, IphoneChoice, wayOf } from './device';
import { TwilioForm } from './twilio';

/** Adds an account: which kind, then what that kind needs. */
export function AddPage({ location, kind, part }: { location: Place | undefined; kind: string | undefined; part: string | undefined }) {
  const texts = t();
  const way = kind === 'device' ? wayOf(part) : null;
  const device = kind === 'device' ? deviceTitle(part) : undefined;
  const back = device ? { href: to('accounts', 'new', 'device', ...(part === 'shortcut' ? ['iphone'] : [])), label: texts.back } : kind ? { href: to('accounts', 'new'), label: texts.back } : { href: to('accounts'), label: texts.accounts.title };
  const titles: Record<string, string> = { whatsapp: texts.add.whatsapp, twilio: texts.add.twilio, device: texts.add.device };
  return (
    <div class="narrow">
      <PageHead title={device ?? titles[kind ?? ''] ?? texts.add.title} back={back} />
      {!may('connect') ? <Notice tone="none" words={{ sentence: texts.accounts.noRight, nextAction: '' }} />
        : !location ? <Skeleton />
          : kind === 'whatsapp' ? <WhatsAppForm location={location} />
            : kind === 'twilio' ? <TwilioForm />
              : way ? <DeviceForm way={way} />
                : device ? <IphoneChoice />
                  : kind === 'device' ? <DeviceChoice />
                    : <KindChoice />}
    </div>
  );
}

function KindChoice() {
  const texts = t().add;
  const kinds: [Kind, string, string][] = [
    ['whatsapp', texts.whatsapp, texts.whatsappHint], ['device', texts.device, texts.deviceHint], ['twilio', texts.twilio, texts.twilioHint],
  ];
  return (
    <>
      <p class="intro">{texts.choose}</p>
      <ul class="stack plain-list">
        {kinds.map(([kind, title, hint]) => (
          <li key={kind}>
            <a class="card row-button" href={to('accounts', 'new', kind)}>
              <span class={`kind ${kind}`}><Icon name={kind} /></span>
              <span class="grow"><span class="strong">{title}</span><span class="faint">{hint}</span></span>
              <Icon name="forward" />
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The tag that the host makes of a name, near enough to show it while the name is typed. */
const tagOf = (name: string) => `whatsnap-account-${name.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || '…'}`;

/** The name of a new account, and the tag that comes of it. */
export function NameField({ name, onInput }: { name: string; onInput: (name: string) => void }) {
  const texts = t().add;
  return (
    <>
      <Field id="name" label={texts.name} hint={texts.nameHint} value={name} maxLength={50} required autoComplete="off"
        onInput={(event) => onInput(event.currentTarget.value)} />
      <p class="faint">{texts.tagWillBe} <code>{tagOf(name.trim())}</code>. {texts.asYouLike}</p>
    </>
  );
}

function WhatsAppForm({ location }: { location: Place }) {
  const texts = t().add;
  const [name, setName] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (!location.kinds.includes('whatsapp')) return <Notice tone="warn" words={{ sentence: texts.notSetUp, nextAction: texts.notSetUpNext }} />;

  const add = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const account = await call<Account>('POST', 'api/accounts', { kind: 'whatsapp', name: name.trim() });
      goInstead('accounts', account.id, 'connect');
    } catch (refused) {
      setProblem(asProblem(refused));
      setBusy(false);
    }
  };
  return (
    <form class="stack" onSubmit={(event) => void add(event)}>
      <NameField name={name} onInput={setName} />
      <Notice tone="warn" words={t().add.warning} />
      {problem && <ProblemNotice problem={problem} />}
      <div class="buttons"><Button type="submit" look="main" isBusy={isBusy}>{texts.showCode}</Button></div>
    </form>
  );
}
