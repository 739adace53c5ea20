import { useState } from 'preact/hooks';
import { asProblem, call, Problem, useLive } from '../api';
import { may } from '../session';
import { t } from '../strings';
import { said } from '../strings/said';
import { ago, dateTime } from '../time';
import type { State } from '../types';
import { Icon } from '../ui/icon';
import { Button, ProblemNotice, Skeleton } from '../ui/parts';
import { say } from '../ui/toasts';
import { nameOf, useNames } from './names';
import { useOlder } from './older';

interface Group extends State { count: number; hasMore: boolean; oldest: string; newest: string; canBeReplayed: boolean; hindrance: State | null }

interface Letter {
  id: string;
  accountName: string | null;
  contactId: string | null;
  sender: string | null;
  writtenAt: string;
  vendorWords: string | null;
  hasText: boolean;
  attachments: number;
  hindrance: State | null;
}

interface LetterPage { letters: Letter[]; next: string | null }

interface Replayed { replayed: number; skipped: (State & { count: number })[]; more: boolean; next: string | null }

/** Messages that did not reach GoHighLevel, by reason, and their way back. */
export function DeadLetters() {
  const texts = t().messages;
  const live = useLive<{ groups: Group[] }>('api/dead-letters', 10);
  const away = live.problem && <ProblemNotice problem={live.problem} onRetry={() => void live.refresh()} />;

  // Most locations have none: nothing is shown in their place meanwhile.
  if (!live.data || live.data.groups.length === 0) return away ?? null;
  return (
    <section class="card stack letters" aria-labelledby="letters">
      <div><h2 id="letters">{texts.lettersTitle}</h2><p class="faint">{texts.lettersIntro}</p></div>
      {away}
      {live.data.groups.map((group) => <GroupOfLetters key={group.code} group={group} refresh={() => live.refresh()} />)}
    </section>
  );
}

function GroupOfLetters({ group, refresh }: { group: Group; refresh: () => Promise<void> }) {
  const texts = t().messages;
  const [isShown, show] = useState(false);
  const [round, setRound] = useState(0);

  // After all of them were tried, the list of those that stayed begins anew.
  const { replay, isBusy, problem } = useReplay(async () => { await refresh(); setRound((now) => now + 1); });
  const { sentence, nextAction } = said(group, 'failures');
  return (
    <div class="group stack">
      <div class="row">
        <span class="medal small bad"><Icon name="failed" /></span>
        <div class="grow">
          <p class="strong">{texts.letters(group.count, group.hasMore)} · {sentence}</p>
          <p>{nextAction}</p>
          <p class="faint">{texts.oldest}: {ago(group.oldest)}</p>
          {group.hindrance && <Hindrance hindrance={group.hindrance} />}
        </div>
      </div>
      {problem && <ProblemNotice problem={problem} />}
      <div class="buttons">
        {may('connect') && group.canBeReplayed && <Button look="main" icon="reconnect" isBusy={isBusy} onClick={() => replay({ code: group.code })}>{texts.retryAll}</Button>}
        <Button aria-expanded={isShown} onClick={() => show(!isShown)}>{isShown ? texts.hide : texts.show}</Button>
      </div>
      {isShown && <Letters key={round} code={group.code} refresh={refresh} />}
    </div>
  );
}

function useReplay(refresh: () => Promise<void>) {
  const texts = t().messages;
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = async (body: { code: string } | { id: string }) => {
    setBusy(true);
    setProblem(null);
    try {
      let [count, skipped, after] = [0, 0, null as string | null];
      do {
        const done: Replayed = await call<Replayed>('POST', 'api/dead-letters/replay', after ? { ...body, after } : body);
        count += done.replayed;
        skipped += done.skipped.reduce((sum, one) => sum + one.count, 0);
        after = done.next;
      } while (after);
      say(texts.replayed(count) + (skipped ? ` ${texts.skipped(skipped)}` : ''));
      await refresh();
    } catch (refused) {
      setProblem(asProblem(refused));
    }
    setBusy(false);
  };
  return { replay: (body: { code: string } | { id: string }) => void run(body), isBusy, problem };
}

function Letters({ code, refresh }: { code: string; refresh: () => Promise<void> }) {
  const { live, items, drop, ...older } = useOlder(`api/dead-letters?code=${encodeURIComponent(code)}`, 10, (page: LetterPage) => page.letters, (letter) => letter.id);
  useNames(items.map((letter) => letter.contactId));
  const after = async (id: string) => {
    await Promise.all([live.refresh(), refresh()]);
    drop(id);
  };
  return (
    <>
      {live.problem && <ProblemNotice problem={live.problem} onRetry={() => void live.refresh()} />}
      {!live.data ? !live.problem && <Skeleton rows={2} />
        : <ul class="list plain-list">{items.map((letter) => <LetterRow key={letter.id} letter={letter} refresh={() => after(letter.id)} />)}</ul>}
      {older.problem && <ProblemNotice problem={older.problem} />}
      {older.next && <div class="buttons"><Button isBusy={older.isBusy} onClick={older.load}>{t().messages.more}</Button></div>}
    </>
  );
}

/** Why it would fail again at once. */
function Hindrance({ hindrance }: { hindrance: State }) {
  const { sentence, nextAction } = said(hindrance, 'failures');
  return <p class="state">{t().messages.cannot} {sentence} <strong>{nextAction}</strong></p>;
}

function LetterRow({ letter, refresh }: { letter: Letter; refresh: () => Promise<void> }) {
  const texts = t().messages;
  const { replay, isBusy, problem } = useReplay(refresh);
  const parts = [letter.hasText && texts.hasText, letter.attachments > 0 && texts.files(letter.attachments)].filter(Boolean).join(', ');
  return (
    <li class="message">
      <div class="row">
        <div class="grow">
          <p class="strong">{letter.contactId ? nameOf(letter.contactId) : letter.sender ? texts.from(letter.sender) : texts.noContact}</p>
          <p class="faint">{letter.accountName ?? texts.noAccount} · {dateTime(letter.writtenAt)}{parts && ` · ${parts}`}</p>
          {letter.vendorWords && <p class="faint">GoHighLevel: {letter.vendorWords}</p>}
          {letter.hindrance && <Hindrance hindrance={letter.hindrance} />}
        </div>
        {may('connect') && !letter.hindrance && <Button icon="reconnect" isBusy={isBusy} onClick={() => replay({ id: letter.id })}>{texts.retry}</Button>}
      </div>
      {problem && <ProblemNotice problem={problem} />}
    </li>
  );
}
