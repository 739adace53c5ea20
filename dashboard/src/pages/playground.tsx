import { useEffect, useRef, useState } from 'preact/hooks';
import { asProblem, callLocal, Problem, useLive } from '../api';
import { to } from '../router';
import { t } from '../strings';
import { ago } from '../time';
import type { Account, Accounts } from '../types';
import { Icon } from '../ui/icon';
import { Button, ButtonLink, Empty, Notice, PageHead, ProblemNotice, Skeleton } from '../ui/parts';
import { Faults } from './faults';

/** A bubble on somebody's phone, or in the CRM. */
interface Bubble { key: string; isOwn: boolean; text: string; note: string; at: string }

interface Sms { texts: { sid: string; from: string; to: string; body: string; dateSent: string }[]; sent: { sid: string; from: string; to: string; body: string; status: string; dateSent: string }[] }

interface Phones { contacts: { number: string; name: string | null; wrote: Shown[]; shown: Shown[]; seen: string[] }[] }

interface Shown { id: string; at: number; to: string; from: string; message: WhatsAppMessage }

interface WhatsAppMessage { conversation?: string; extendedTextMessage?: { text?: string }; imageMessage?: { caption?: string }; documentMessage?: { fileName?: string } }

const textOf = (message: WhatsAppMessage) =>
  message.conversation ?? message.extendedTextMessage?.text ?? message.imageMessage?.caption ?? message.documentMessage?.fileName ?? '…';

interface Crm {
  contacts: { id: string; locationId: string; phone: string | null; name: string; tags: string[] }[];
  messages: { id: string; contactId: string; direction: string; body: string; status: string; dateAdded: string }[];
}

const customers = [{ name: 'Ann Blue', number: '+15005550141' }, { name: 'Ben Green', number: '+15005550142' }, { name: 'Cleo Gray', number: '+15005550143' }];

/** The whole product at a glance, with simulated people: their phones on one side, the CRM on the other. */
export function PlaygroundPage({ locationId }: { locationId: string }) {
  const texts = t().playground;
  const accounts = useLive<Accounts>('api/accounts', 5);
  const usable = accounts.data?.accounts.filter((one) => one.number !== null && one.kind !== 'device') ?? [];
  const [customer, setCustomer] = useState(customers[0]!);
  const [accountId, setAccount] = useState('');
  const account = usable.find((one) => one.id === accountId) ?? usable[0];
  return (
    <>
      <PageHead title={texts.title} />
      <div class="stack">
        <p class="faint">{texts.intro}</p>
        {accounts.problem && <ProblemNotice problem={accounts.problem} />}
        {!accounts.data ? !accounts.problem && <Skeleton /> : !account
          ? <Empty icon="device" title={texts.noAccount}><ButtonLink look="main" icon="plus" href={to('accounts', 'new')}>{t().accounts.add}</ButtonLink></Empty>
          : (
            <div class="playground">
              <Phone account={account} accounts={usable} customer={customer} onAccount={setAccount} onCustomer={setCustomer} />
              <CrmPane locationId={locationId} customer={customer.number} />
            </div>
          )}
        <Faults />
      </div>
    </>
  );
}

function useAction() {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      return true;
    } catch (refused) {
      setProblem(asProblem(refused));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, problem, run };
}

function Phone({ account, accounts, customer, onAccount, onCustomer }: {
  account: Account; accounts: Account[]; customer: typeof customers[0]; onAccount: (id: string) => void; onCustomer: (customer: typeof customers[0]) => void;
}) {
  const texts = t().playground;
  const isWhatsApp = account.kind === 'whatsapp';
  const sms = useLive<Sms>('local/playground/sms/state', 1);
  const phones = useLive<Phones>(isWhatsApp ? 'local/playground/whatsapp/state' : null, 1);
  const bubbles = isWhatsApp ? whatsAppBubbles(phones.data, account, customer.number) : smsBubbles(sms.data, account, customer.number);
  const send = (body: string) => isWhatsApp
    ? callLocal('POST', 'local/playground/whatsapp/write', { number: account.number, from: customer.number, name: customer.name, text: body })
    : callLocal('POST', 'local/playground/sms/text', { from: customer.number, to: account.number, body });
  return (
    <section class="card pane phone" aria-labelledby="phone">
      <header>
        <h2 id="phone"><Icon name="device" /> {texts.phone}</h2>
        <div class="pane-choices">
          <label>{texts.customer}<select value={customer.number} onChange={(event) => onCustomer(customers.find((one) => one.number === event.currentTarget.value)!)}>
            {customers.map((one) => <option key={one.number} value={one.number}>{one.name}</option>)}
          </select></label>
          <label>{texts.writesTo}<select value={account.id} onChange={(event) => onAccount(event.currentTarget.value)}>
            {accounts.map((one) => <option key={one.id} value={one.id}>{one.name} ({t().kinds[one.kind]})</option>)}
          </select></label>
        </div>
      </header>
      <Thread bubbles={bubbles} empty={texts.phoneEmpty} label={texts.phone} />
      <Composer label={texts.asCustomer(customer.name)} first={texts.firstText} onSend={send} />
    </section>
  );
}

function CrmPane({ locationId, customer }: { locationId: string; customer: string }) {
  const texts = t().playground;
  const live = useLive<Crm>('local/playground/crm/state', 1);
  const contact = live.data?.contacts.find((one) => one.locationId === locationId && one.phone === customer);
  const bubbles = (live.data?.messages ?? []).filter((one) => one.contactId === contact?.id).map((one) => ({
    key: one.id, isOwn: one.direction === 'outbound', text: one.body, note: one.direction === 'outbound' ? one.status : '', at: one.dateAdded,
  }));
  return (
    <section class="card pane crm" aria-labelledby="crm">
      <header>
        <h2 id="crm"><Icon name="messages" /> {texts.crm}</h2>
        {live.problem && <ProblemNotice problem={live.problem} />}
        {contact ? (
          <div class="row"><span class="strong">{contact.name || contact.phone}</span>{contact.tags.map((tag) => <span key={tag} class="chip"><Icon name="tag" size={13} /> {tag}</span>)}</div>
        ) : <p class="faint">{texts.crmEmpty}</p>}
      </header>
      <Thread bubbles={bubbles} empty={contact ? texts.threadEmpty : ''} label={texts.crm} />
      {contact && <Composer label={texts.asTeam} first={texts.firstAnswer} onSend={(message) => callLocal('POST', 'local/playground/crm/write', { contactId: contact.id, message, userId: 'DemoUser000000000001' })} />}
    </section>
  );
}

function Thread({ bubbles, empty, label }: { bubbles: Bubble[]; empty: string; label: string }) {
  const sorted = [...bubbles].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).slice(-30);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => { if (box.current) box.current.scrollTop = box.current.scrollHeight; }, [sorted.length]);
  return (
    <div class="thread" role="log" aria-label={label} tabIndex={0} ref={box}>
      {sorted.length === 0 && empty && <p class="faint">{empty}</p>}
      {sorted.map((one) => (
        <div key={one.key} class={one.isOwn ? 'bubble own' : 'bubble'}><p>{one.text}</p><p class="note">{ago(one.at)}{one.note && ` · ${one.note}`}</p></div>
      ))}
    </div>
  );
}

function Composer({ label, first, onSend }: { label: string; first: string; onSend: (text: string) => Promise<unknown> }) {
  const [text, setText] = useState(first);
  const { isBusy, problem, run } = useAction();
  const send = async (event: Event) => {
    event.preventDefault();
    if (await run(() => onSend(text))) setText('');
  };
  return (
    <form class="composer" onSubmit={(event) => void send(event)}>
      <label class="grow"><span class="hidden">{label}</span><input value={text} placeholder={label} required autoComplete="off" onInput={(event) => setText(event.currentTarget.value)} /></label>
      <Button type="submit" look="main" isBusy={isBusy}>{t().playground.send}</Button>
      {problem && <Notice tone="bad" words={problem} isNews />}
    </form>
  );
}

function smsBubbles(sms: Sms | undefined, account: Account, customer: string): Bubble[] {
  if (!sms) return [];
  return [
    ...sms.texts.filter((one) => one.from === customer && one.to === account.number).map((one) => ({ key: one.sid, isOwn: true, text: one.body, note: '', at: one.dateSent })),
    ...sms.sent.filter((one) => one.to === customer && one.from === account.number && one.status === 'delivered').map((one) => ({ key: one.sid, isOwn: false, text: one.body, note: '', at: one.dateSent })),
  ];
}

const digits = (number: string | null | undefined) => (number ?? '').split('@')[0]!.replace(/\D/g, '');

function whatsAppBubbles(phones: Phones | undefined, account: Account, customer: string): Bubble[] {
  const contact = phones?.contacts.find((one) => digits(one.number) === digits(customer));
  if (!contact) return [];
  const bubble = (one: Shown, isOwn: boolean, note: string): Bubble => ({
    key: one.id, isOwn, text: textOf(one.message), note, at: new Date(one.at).toISOString(),
  });
  return [
    ...contact.wrote.filter((one) => digits(one.to) === digits(account.number)).map((one) => bubble(one, true, contact.seen.some((seen) => seen.endsWith(one.id)) ? '✓✓' : '✓')),
    ...contact.shown.filter((one) => digits(one.from) === digits(account.number)).map((one) => bubble(one, false, '')),
  ];
}
