import { useState } from 'preact/hooks';
import { useLive } from '../api';
import { t } from '../strings';
import type { Account, State } from '../types';
import { Icon } from '../ui/icon';
import { Notice, ProblemNotice, Skeleton } from '../ui/parts';
import { ContactFilter } from './contactFilter';

interface Route {
  accountId: string | null;
  accountName: string | null;
  reason: string;
  accountTags: { tag: string; accountId: string; accountName: string }[];
  tagsWithoutAccount: string[];
  problem: State | null;
}

interface Routing { now: Route; whatIf: { then: Route; isChange: boolean; sentence: string } | null }

/** Which account answers a contact and why, and which one would with other tags. */
export function WhatIf({ accounts }: { accounts: Account[] }) {
  const texts = t().routing;
  const [contact, setContact] = useState('');
  return (
    <section class="stack" aria-labelledby="what-if">
      <div><h2 id="what-if">{texts.whatIf}</h2><p class="faint">{texts.whatIfIntro}</p></div>
      <div class="card stack">
        <ContactFilter contact={contact} chosen={texts.chosen} other={texts.other} onChange={setContact} />
        {contact && <Answering key={contact} contact={contact} accounts={accounts} />}
      </div>
    </section>
  );
}

function Answering({ contact, accounts }: { contact: string; accounts: Account[] }) {
  const texts = t().routing;
  const [add, setAdd] = useState('');
  const [remove, setRemove] = useState('');
  const path = `api/routing?${new URLSearchParams({ contactId: contact }).toString()}`;
  const change = new URLSearchParams([['addTag', add], ['removeTag', remove]].filter(([, tag]) => tag)).toString();
  const live = useLive<Routing>(path, 30);
  const changed = useLive<Routing>(change ? `${path}&${change}` : null, 30);
  const now = live.data?.now;
  const whatIf = change ? changed.data?.whatIf : null;
  const problem = live.problem ?? (change ? changed.problem : undefined);
  if (!now) return problem ? <ProblemNotice problem={problem} onRetry={() => void live.refresh()} /> : <Skeleton rows={1} />;
  const tags = [...now.accountTags.map((one) => one.tag), ...now.tagsWithoutAccount];
  return (
    <>
      <dl class="facts">
        <div><dt>{texts.answers}</dt><dd class="strong">{now.accountName ?? texts.nobody}</dd></div>
        <div><dt>{texts.tags}</dt><dd class="tags">{tags.length === 0 ? texts.noTags : tags.map((tag) => <span key={tag} class="chip"><Icon name="tag" size={13} /> {tag}</span>)}</dd></div>
      </dl>
      <p>{now.reason}</p>
      {now.problem && <Notice tone="warn" words={now.problem} />}
      <div class="pair">
        <TagChoice label={texts.add} tag={add} tags={accounts.map((one) => one.tag).filter((tag) => !tags.includes(tag))} onChange={setAdd} />
        <TagChoice label={texts.removeTag} tag={remove} tags={tags} onChange={setRemove} />
      </div>
      {problem && <ProblemNotice problem={problem} />}
      <div class="stack" aria-live="polite">
        {whatIf && <Notice tone={whatIf.then.accountId === null ? 'bad' : whatIf.isChange ? 'busy' : 'none'} words={{ sentence: whatIf.sentence, nextAction: whatIf.then.reason }} />}
        {whatIf?.then.problem && whatIf.isChange && <Notice tone="warn" words={whatIf.then.problem} />}
      </div>
    </>
  );
}

function TagChoice({ label, tag, tags, onChange }: { label: string; tag: string; tags: string[]; onChange: (tag: string) => void }) {
  return (
    <label class="field"><span class="strong">{label}</span>
      <select value={tag} disabled={tags.length === 0} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{t().routing.noChange}</option>
        {tags.map((one) => <option key={one} value={one}>{one}</option>)}
      </select>
    </label>
  );
}
