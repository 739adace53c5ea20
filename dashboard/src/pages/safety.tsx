import { useEffect, useState } from 'preact/hooks';
import { call, useLive, type Live } from '../api';
import { may } from '../session';
import { t } from '../strings';
import { said } from '../strings/said';
import { dateTime } from '../time';
import type { Account, State } from '../types';
import { Choice, Dialog } from '../ui/dialog';
import { Button, Field, Notice, Option, ProblemNotice, Skeleton, Wrong, wrongAt } from '../ui/parts';
import { Toggle } from '../ui/toggle';
import { say } from '../ui/toasts';
import { useWork } from '../work';
import { Budget, type Sending } from './budget';

type Mode = 'off' | 'gentle' | 'strict';
type Then = 'queue' | 'reject';

interface SafetyState {
  mode: Mode;
  isDefault: boolean;
  budget: Sending | null;
  pause: (State & { since: string; until: string }) | null;
  quietHours: { from: string; until: string; then: Then; timeZone: string; holdUntil: string | null } | null;
}

const pathOf = (account: Account) => `api/accounts/${encodeURIComponent(account.id)}/safety`;

/** What an account may send, what holds it back, and what decides both. */
export function Safety({ account }: { account: Account }) {
  const texts = t().safety;
  const live = useLive<SafetyState>(pathOf(account), 10);
  const safety = live.data;
  return (
    <section class="stack" aria-labelledby="safety">
      <div><h2 id="safety">{texts.title}</h2><p class="faint">{texts.intro}</p></div>
      {live.problem && <ProblemNotice problem={live.problem} onRetry={() => void live.refresh()} />}
      {!safety ? !live.problem && <Skeleton rows={2} /> : (
        <>
          {safety.pause && <Pause account={account} pause={safety.pause} live={live} />}
          {safety.quietHours?.holdUntil && <Notice tone="none" words={{ sentence: texts.quietNow(dateTime(safety.quietHours.holdUntil)), nextAction: '' }} />}
          <Budget sending={safety.budget} />
          {may('reroute') ? <SafetyForm account={account} safety={safety} live={live} /> : <Chosen safety={safety} />}
        </>
      )}
    </section>
  );
}

/** Why it pauses, and the end of it by a person, after a question. */
function Pause({ account, pause, live }: { account: Account; pause: NonNullable<SafetyState['pause']>; live: Live<SafetyState> }) {
  const texts = t().safety;
  const { sentence, nextAction } = said(pause, 'states');
  const [isAsked, ask] = useState(false);
  const { isBusy, problem, run } = useWork();
  const resume = () => run(async () => {
    await call('POST', `${pathOf(account)}/resume`, {});
    ask(false);
    say(texts.resumed);
    await live.refresh();
  });
  return (
    <Notice tone="warn" words={{ sentence, nextAction: `${nextAction} ${texts.pauseUntil(dateTime(pause.until))}` }}>
      {may('reroute') && (
        <>
          <Button onClick={() => ask(true)}>{texts.resume}</Button>
          <Dialog isOpen={isAsked} onClose={() => ask(false)} title={texts.resumeTitle}>
            <p>{texts.resumeText}</p>
            {problem && <ProblemNotice problem={problem} />}
            <Choice yes={texts.resume} isDanger isBusy={isBusy} onYes={resume} onNo={() => ask(false)} />
          </Dialog>
        </>
      )}
    </Notice>
  );
}

interface Draft { mode: Mode; isQuiet: boolean; from: string; until: string; then: Then }

const draftOf = ({ mode, quietHours }: SafetyState): Draft => ({
  mode, isQuiet: quietHours !== null, from: quietHours?.from ?? '21:00', until: quietHours?.until ?? '08:00', then: quietHours?.then ?? 'queue',
});

function SafetyForm({ account, safety, live }: { account: Account; safety: SafetyState; live: Live<SafetyState> }) {
  const texts = t().safety;
  const saved = JSON.stringify(draftOf(safety));
  const [draft, setDraft] = useState(draftOf(safety));
  const { isBusy, problem, run } = useWork();
  useEffect(() => setDraft(JSON.parse(saved) as Draft), [saved]);
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const save = () => run(async () => {
    const { mode, isQuiet, ...quietHours } = draft;
    await call('PUT', pathOf(account), { mode, quietHours: isQuiet ? quietHours : null });
    say(t().saved);
    await live.refresh();
  });
  const wrongMode = wrongAt(problem, 'mode');
  return (
    <form class="card stack divided" onSubmit={(event) => { event.preventDefault(); save(); }}>
      {problem && !problem.field && <ProblemNotice problem={problem} />}
      <div class="stack">
        <fieldset class="choices" aria-describedby={wrongMode && 'mode-wrong'}>
          <legend>{texts.mode}</legend>
          {(['off', 'gentle', 'strict'] as const).map((mode) => (
            <Option key={mode} name="mode" label={texts.modes[mode].name} hint={texts.modes[mode].hint} isTaken={draft.mode === mode} onTake={() => set({ mode })} />
          ))}
        </fieldset>
        {safety.isDefault && <p class="hint">{texts.isDefault}</p>}
        {wrongMode && <Wrong id="mode">{wrongMode}</Wrong>}
      </div>
      <div class="stack">
        <Toggle label={texts.quiet} hint={texts.quietHint} isOn={draft.isQuiet} onChange={(isQuiet) => set({ isQuiet })} />
        {draft.isQuiet && (
          <>
            <div class="pair">
              <Field id="quiet-from" type="time" label={texts.from} value={draft.from} required onInput={(event) => set({ from: event.currentTarget.value })} />
              <Field id="quiet-until" type="time" label={texts.until} value={draft.until} required wrong={wrongAt(problem, 'quietHours')}
                onInput={(event) => set({ until: event.currentTarget.value })} />
            </div>
            <fieldset class="choices">
              <legend>{texts.then}</legend>
              {(['queue', 'reject'] as const).map((then) => (
                <Option key={then} name="then" label={texts.thens[then].name} hint={texts.thens[then].hint} isTaken={draft.then === then} onTake={() => set({ then })} />
              ))}
            </fieldset>
          </>
        )}
      </div>
      <div class="buttons"><Button type="submit" look="main" isBusy={isBusy} disabled={JSON.stringify(draft) === saved}>{texts.save}</Button></div>
    </form>
  );
}

/** What was chosen, for whoever may only look. */
function Chosen({ safety: { mode, quietHours } }: { safety: SafetyState }) {
  const texts = t().safety;
  return (
    <div class="card stack">
      <p><strong>{texts.mode}: {texts.modes[mode].name}.</strong> {texts.modes[mode].hint}</p>
      {quietHours && <p><strong>{texts.quietIs(quietHours.from, quietHours.until)}.</strong> {texts.thens[quietHours.then].hint}</p>}
    </div>
  );
}
