import { useState } from 'preact/hooks';
import { asProblem, call, Problem } from '../api';
import { to } from '../router';
import { t } from '../strings';
import { said, saidIn } from '../strings/said';
import { dateTime } from '../time';
import type { Step } from '../types';
import { Button, ProblemNotice } from '../ui/parts';
import { StepList } from './steps';

interface Check { check: string; title: string; result: 'passed' | 'warning' | 'failed' | 'unchecked'; code: string; sentence: string; nextAction: string; details: string[] }

/** Checks whether the location is set up; it asks GoHighLevel, so it is done when somebody wants it. */
export function Onboarding() {
  const texts = t().health;
  const [checks, setChecks] = useState<Check[] | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = async () => {
    setBusy(true);
    setProblem(null);
    try {
      setChecks((await call<{ checks: Check[] }>('GET', 'api/onboarding')).checks);
    } catch (refused) {
      setProblem(asProblem(refused));
    }
    setBusy(false);
  };
  return (
    <section class="stack" aria-labelledby="setup">
      <h2 id="setup">{texts.location}</h2>
      <div class="card stack">
        <div class="row"><p class="grow">{texts.locationIntro}</p>
          <Button icon="reconnect" isBusy={isBusy} onClick={() => void run()}>{isBusy ? t().trouble.running : checks ? t().trouble.again : t().trouble.run}</Button></div>
        {problem && <ProblemNotice problem={problem} />}
        <div aria-live="polite" aria-busy={isBusy}>{checks && <StepList steps={checks.map(asStep)} />}</div>
        <p><a href={to('routing')}>{texts.tags}</a></p>
      </div>
    </section>
  );
}

/** A detail may be a time. */
const shown = (detail: string) => (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(detail) ? dateTime(detail) : detail);

function asStep(check: Check): Step {
  const { sentence, nextAction } = said(check, 'setup');
  const detail = check.details.map(shown).join(', ');
  return {
    step: check.check, title: saidIn.value?.setupTitles[check.check] ?? check.title, severity: check.result === 'unchecked' ? 'warning' : check.result, code: check.code,
    sentence: detail ? `${sentence} (${detail})` : sentence, nextAction, detail,
  };
}
