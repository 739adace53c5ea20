import { useState } from 'preact/hooks';
import { useLive } from '../api';
import { t } from '../strings';
import { said } from '../strings/said';
import { dateTime } from '../time';
import type { Accounts, Words } from '../types';
import { Icon } from '../ui/icon';
import { Badge, Button, Empty, meanwhile, PageHead, ProblemNotice, Skeleton, type Tone } from '../ui/parts';
import { ContactFilter } from './contactFilter';
import { DeadLetters } from './deadLetters';
import { nameOf, useNames } from './names';
import { useOlder } from './older';

interface Message {
  id: string;
  direction: 'in' | 'out';
  messageId: string | null;
  traceId: string;
  accountId: string | null;
  contactId: string | null;
  state: string;
  stateSentence: string;
  reason: string | null;
  acceptedAt: string;
  writtenAt: string | null;
  sentAt: string | null;
  endedAt: string | null;
  segments: number | null;
  encoding: string | null;
  costEstimate: { amount: number; currency: string } | null;
  problem: { code: string; sentence: string; nextAction: string; providerCode: string | null } | null;
}

interface Messages { messages: Message[]; next: string | null }

export interface Filter { account: string; contact: string; state: string; direction: string }

const none: Filter = { account: '', contact: '', state: '', direction: '' };
const states = ['waiting', 'failed', 'unknown', 'stored', 'accepted', 'sent', 'delivered', 'read'];

const toneOf = (state: string): Tone =>
  state === 'failed' ? 'bad' : state === 'waiting' || state === 'unknown' ? 'warn' : state === 'accepted' || state === 'sending' ? 'busy' : 'good';

/** The location's messages either way, with what became of each. */
export function MessagesPage() {
  const texts = t().messages;
  const [filter, setFilter] = useState<Filter>(none);
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value)).toString();
  const { live, items: messages, ...older } = useOlder(`api/messages${query && `?${query}`}`, 5, (page: Messages) => page.messages, (message) => message.id);
  const known = useLive<Accounts>('api/accounts', 30);
  const accounts = known.data?.accounts ?? [];
  const problem = live.problem ?? known.problem;
  useNames(messages.map((message) => message.contactId));
  const set = (change: Partial<Filter>) => setFilter({ ...filter, ...change });
  const accountName = (id: string | null) => (id === null ? texts.noAccount : !known.data ? meanwhile(known) : accounts.find((one) => one.id === id)?.name ?? t().alerts.goneAccount);
  return (
    <>
      <PageHead title={texts.title} />
      <p class="intro">{texts.intro}</p>
      <div class="stack">
        <DeadLetters />
        <div class="filters" role="search" aria-label={texts.filters}>
          <Select label={texts.account} value={filter.account} all={texts.allAccounts} options={accounts.map((one) => [one.id, one.name])} onChange={(account) => set({ account })} />
          <Select label={texts.state} value={filter.state} all={texts.allStates} options={states.map((one) => [one, texts.states[one] ?? one])} onChange={(state) => set({ state })} />
          <Select label={texts.direction} value={filter.direction} all={texts.bothWays} options={[['in', texts.in], ['out', texts.out]]} onChange={(direction) => set({ direction })} />
          <ContactFilter contact={filter.contact} onChange={(contact) => set({ contact })} />
        </div>
        {problem && <ProblemNotice problem={problem} onRetry={() => { void live.refresh(); void known.refresh(); }} />}
        {!live.data ? !live.problem && <Skeleton rows={5} /> : messages.length === 0 && !older.next
          ? <Empty icon="messages" title={query ? texts.noneFound : texts.none}>{!query && <p>{texts.noneNext}</p>}</Empty>
          : (
            <ul class="card list plain-list">
              {messages.map((message) => <Row key={message.id} message={message} accountName={accountName(message.accountId)} />)}
            </ul>
          )}
        {older.problem && <ProblemNotice problem={older.problem} />}
        {older.next && <div class="buttons"><Button isBusy={older.isBusy} onClick={older.load}>{texts.more}</Button></div>}
      </div>
    </>
  );
}

function Select({ label, value, all, options, onChange }: { label: string; value: string; all: string; options: [string, string][]; onChange: (value: string) => void }) {
  return (
    <label class="field"><span class="strong">{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{all}</option>
        {options.map(([code, name]) => <option key={code} value={code}>{name}</option>)}
      </select>
    </label>
  );
}

/** Why it failed or waits; what the provider said of it stays in its words. */
function wordsOf(problem: NonNullable<Message['problem']>, state: string): Words {
  const words = said(problem, state === 'waiting' ? 'waits' : 'failures');
  return problem.providerCode === null ? words : { sentence: problem.sentence, nextAction: words.nextAction };
}

function Row({ message, accountName }: { message: Message; accountName: string }) {
  const texts = t().messages;
  const times: [string, string | null][] = [[texts.written, message.writtenAt], [texts.accepted, message.acceptedAt], [texts.sent, message.sentAt], [texts.ended, message.endedAt]];
  const problem = message.problem && wordsOf(message.problem, message.state);
  return (
    <li class="message">
      <div class="row">
        <span class={`way ${message.direction}`}><Icon name={message.direction} /><span class="hidden">{message.direction === 'in' ? texts.in : texts.out}</span></span>
        <div class="grow">
          <p class="strong">{message.contactId ? nameOf(message.contactId) : texts.noContact}</p>
          <p class="faint">{accountName} · <time dateTime={message.acceptedAt}>{dateTime(message.acceptedAt)}</time></p>
        </div>
        <Badge tone={toneOf(message.state)}>{texts.states[message.state] ?? message.state}</Badge>
      </div>
      {problem && <p class="state">{problem.sentence} <strong>{problem.nextAction}</strong></p>}
      <details>
        <summary>{texts.details}</summary>
        <dl class="facts">
          <div><dt>{texts.state}</dt><dd>{message.stateSentence}</dd></div>
          {message.reason && <div><dt>{texts.why}</dt><dd>{message.reason}</dd></div>}
          {times.map(([name, at]) => at && <div key={name}><dt>{name}</dt><dd>{dateTime(at, true)}</dd></div>)}
          {message.segments !== null && <div><dt>{texts.size}</dt><dd>{texts.segments(message.segments, message.encoding ?? '')}</dd></div>}
          {message.costEstimate && <div><dt>{texts.cost}</dt><dd>{message.costEstimate.amount} {message.costEstimate.currency}</dd></div>}
          {message.contactId && <div><dt>{texts.contact}</dt><dd><code>{message.contactId}</code></dd></div>}
          <div><dt>{texts.trace}</dt><dd><code>{message.traceId}</code></dd></div>
        </dl>
      </details>
    </li>
  );
}
