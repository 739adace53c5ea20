import { useEffect, useRef, useState } from 'preact/hooks';
import { call } from '../api';
import { may } from '../session';
import { t } from '../strings';
import type { Account, State } from '../types';
import { Choice, Dialog } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { Button, Notice, ProblemNotice, Skeleton } from '../ui/parts';
import { useWork } from '../work';
import { nameOf, useNames } from './names';

interface Repair { contactId: string | null; keepTag: string | null; tag: string | null; moveToAccountId: string | null; remove: boolean }

interface TagProblem extends State {
  contactId: string | null;
  tag: string | null;
  contacts: number | null;
  accountTags: { tag: string; accountId: string; accountName: string }[];
  reason: string | null;
  repairs: { sentence: string; body: Repair }[];
}

interface Found { problems: TagProblem[]; next: string | null }

/** With so many found it is time to repair some of them before it looks on. */
const enough = 20;

/** One search by a person makes so many looks at most, of eleven calls to GoHighLevel each. */
const mostLooks = 10;

/** GoHighLevel's index lags some seconds behind what was changed. */
const indexLag = 3_000;

/** What is wrong with account tags. Each look makes GoHighLevel search, so it is made once, and again when somebody wants it. */
export function TagProblems({ accounts }: { accounts: Account[] }) {
  const texts = t().routing;
  const [found, setFound] = useState<TagProblem[]>([]);
  const [next, setNext] = useState<string | null | undefined>(undefined);
  const isHere = useRef(true);
  const { isBusy, problem, run } = useWork();
  const look = (known: TagProblem[], from: string | null) => run(async () => {
    let [all, after] = [known, from];
    setFound(all);
    let looks = 0;
    do {
      const page: Found = await call<Found>('GET', `api/routing/problems${after ? `?after=${encodeURIComponent(after)}` : ''}`);
      all = [...all, ...page.problems];
      after = page.next;
      setFound(all);
      setNext(after);
    } while (after && all.length < known.length + enough && isHere.current && ++looks < mostLooks);
  });
  useEffect(() => {
    look([], null);
    return () => { isHere.current = false; };
  }, []);
  useNames(found.map((one) => one.contactId));
  return (
    <section class="stack" aria-labelledby="tag-problems">
      <div class="row"><h2 id="tag-problems" class="grow">{texts.problems}</h2>
        <Button icon="reconnect" isBusy={isBusy} onClick={() => look([], null)}>{isBusy ? texts.looking : texts.look}</Button></div>
      {!may('reroute') && <Notice tone="none" words={{ sentence: texts.noRight, nextAction: '' }} />}
      {problem && <ProblemNotice problem={problem} onRetry={() => look(found, next ?? null)} />}
      <div class="stack" aria-live="polite" aria-busy={isBusy}>
        {isBusy && found.length === 0 && <Skeleton rows={2} />}
        {!isBusy && !problem && found.length === 0 && next === null && <Notice tone="good" words={{ sentence: texts.none, nextAction: '' }} />}
        {found.length > 0 && <ul class="stack plain-list">{found.map((one) => <li key={one.contactId ?? one.tag}><Card problem={one} accounts={accounts} /></li>)}</ul>}
      </div>
      {!isBusy && next && <div class="buttons"><Button onClick={() => look(found, next)}>{texts.more}</Button></div>}
    </section>
  );
}

function Card({ problem: wrong, accounts }: { problem: TagProblem; accounts: Account[] }) {
  const texts = t().routing;
  const words = texts.codes[wrong.code] ?? wrong;
  const { repair, isBusy, problem, said, isDone } = useRepair(wrong, accounts);
  const [isAsked, ask] = useState(false);
  const title = wrong.contactId ? nameOf(wrong.contactId) : wrong.tag!;
  return (
    <article class="card stack" aria-label={title}>
      <div>
        <div class="row"><h3 class="grow">{title}</h3>{wrong.contacts !== null && <span class="chip">{texts.contacts(wrong.contacts)}</span>}</div>
        {wrong.accountTags.length > 0 && <p class="tags">{wrong.accountTags.map(({ tag }) => <span key={tag} class="chip"><Icon name="tag" size={13} /> {tag}</span>)}</p>}
      </div>
      {!isDone && <p>{words.sentence} <strong>{words.nextAction}</strong></p>}
      {!isDone && wrong.reason && <p class="faint">{wrong.reason}</p>}
      <div role="status">{said && (isDone ? <Notice tone="good" words={{ sentence: said, nextAction: '' }} /> : <p>{said}</p>)}</div>
      {problem && <ProblemNotice problem={problem} />}
      {!isDone && may('reroute') && (
        <div class="buttons">
          {wrong.repairs.map(({ sentence, body }) => (
            <Button key={sentence} look={body.remove ? 'danger' : 'plain'} disabled={isBusy} onClick={() => (body.remove ? ask(true) : repair(body))}>{labelOf(wrong, body, accounts) ?? sentence}</Button>
          ))}
        </div>
      )}
      <Dialog isOpen={isAsked} onClose={() => ask(false)} title={texts.removeTitle(wrong.tag ?? '')}>
        <p>{texts.removeText(wrong.contacts ?? 0)}</p>
        <Choice yes={texts.remove} isDanger isBusy={false} onYes={() => { ask(false); repair(wrong.repairs.find(({ body }) => body.remove)!.body); }} onNo={() => ask(false)} />
      </Dialog>
    </article>
  );
}

/** The account that a repair is for. */
const takerOf = (wrong: TagProblem, body: Repair, accounts: Account[]) =>
  wrong.accountTags.find((one) => one.tag === body.keepTag)?.accountName ?? accounts.find((one) => one.id === body.moveToAccountId)?.name;

function labelOf(wrong: TagProblem, body: Repair, accounts: Account[]): string | undefined {
  const texts = t().routing;
  const taker = takerOf(wrong, body, accounts);
  return body.remove ? texts.remove : taker && (body.keepTag ? texts.keep(taker) : texts.move(taker));
}

/** Repairs something, and says what was done. A tag of many contacts is taken from some of them at a time. */
function useRepair(wrong: TagProblem, accounts: Account[]) {
  const texts = t().routing;
  const [said, say] = useState('');
  const [isDone, setDone] = useState(false);
  const isHere = useRef(true);
  useEffect(() => () => { isHere.current = false; }, []);
  const { isBusy, problem, run } = useWork();
  const repair = (body: Repair) => run(async () => {
    const taker = takerOf(wrong, body, accounts) ?? '';
    for (let count = 0; isHere.current;) {
      const done = await call<{ isDone: boolean; contacts: number | null }>('POST', 'api/routing/repair', body);
      count += done.contacts ?? 0;
      const isOver = !body.remove || done.isDone;
      say(!body.remove ? (body.keepTag ? texts.kept(taker) : texts.moved(taker)) : isOver ? texts.removed(count) : texts.removing(count));
      setDone(isOver);
      if (isOver) return;
      await new Promise((resolve) => setTimeout(resolve, indexLag));
    }
  });
  return { repair, isBusy, problem, said, isDone };
}
