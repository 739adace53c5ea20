import { useState } from 'preact/hooks';
import { asProblem, call, Problem } from '../api';
import { t } from '../strings';
import { saidStep } from '../strings/said';
import type { Account, Step } from '../types';
import { Button, ProblemNotice } from '../ui/parts';
import { Trouble } from '../ui/trouble';
import { StepList } from './steps';

/** Checks an account now, and says what else helps where something is wrong. */
export function Troubleshoot({ account }: { account: Account }) {
  const texts = t().trouble;
  const [found, setFound] = useState<Step[] | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = async () => {
    setBusy(true);
    setProblem(null);
    try {
      setFound((await call<{ checks: Step[] }>('POST', `api/accounts/${account.id}/troubleshoot`)).checks);
    } catch (refused) {
      setProblem(asProblem(refused));
    }
    setBusy(false);
  };
  const failed = found?.some((check) => check.severity === 'failed' || check.severity === 'warning');
  return (
    <div class="card stack">
      <div class="row"><p class="grow">{texts.intro}</p><Button icon="reconnect" isBusy={isBusy} onClick={() => void run()}>{isBusy ? texts.running : found ? texts.again : texts.run}</Button></div>
      {problem && <ProblemNotice problem={problem} />}
      <div aria-live="polite" aria-busy={isBusy}>
        {found && <><p class="strong">{failed ? texts.somethingFound : texts.allWell}</p><StepList steps={found.map(saidStep)} /></>}
      </div>
      {texts.advice[account.kind].map((one) => <Trouble key={one.title} {...one} isOpen={failed === true} />)}
    </div>
  );
}
