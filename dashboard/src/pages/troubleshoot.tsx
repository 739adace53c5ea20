import { useState } from 'preact/hooks';
import { asProblem, call, Problem } from '../api';
import { t } from '../strings';
import { saidStep } from '../strings/said';
import type { Account, Step } from '../types';
import { Button, ProblemNotice } from '../ui/parts';
import { StepList } from './steps';

interface Found { checks: Step[]; helpUrl: string | null }

/** Checks an account now, and says what else helps where something is wrong. */
export function Troubleshoot({ account }: { account: Account }) {
  const texts = t().trouble;
  const [found, setFound] = useState<Found | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = async () => {
    setBusy(true);
    setProblem(null);
    try {
      setFound(await call<Found>('POST', `api/accounts/${account.id}/troubleshoot`));
    } catch (refused) {
      setProblem(asProblem(refused));
    }
    setBusy(false);
  };
  const failed = found?.checks.some((check) => check.severity === 'failed' || check.severity === 'warning');
  return (
    <div class="card stack">
      <div class="row"><p class="grow">{texts.intro}</p><Button icon="reconnect" isBusy={isBusy} onClick={() => void run()}>{isBusy ? texts.running : found ? texts.again : texts.run}</Button></div>
      {problem && <ProblemNotice problem={problem} />}
      <div aria-live="polite" aria-busy={isBusy}>
        {found && <><p class="strong">{failed ? texts.somethingFound : texts.allWell}</p><StepList steps={found.checks.map(saidStep)} /></>}
      </div>
      <Advice account={account} isOpen={failed === true} />
      {found?.helpUrl && <p><a href={found.helpUrl} target="_blank" rel="noreferrer">{t().help}</a></p>}
    </div>
  );
}

/** The troubles that people have with this kind of account, and what helps. */
function Advice({ account, isOpen }: { account: Account; isOpen: boolean }) {
  const texts = t().trouble;
  return (
    <div class="stack">
      {texts.advice[account.kind].map((one) => (
        <details key={one.title} class="trouble" open={isOpen}>
          <summary>{one.title}</summary>
          <ul>{one.lines.map((line) => <li key={line}>{line}</li>)}</ul>
        </details>
      ))}
    </div>
  );
}
