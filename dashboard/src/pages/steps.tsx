import { t } from '../strings';
import { saidStep } from '../strings/said';
import type { Severity, Step } from '../types';
import { Icon, type IconName } from '../ui/icon';

const looks: Record<Severity, [string, IconName]> = {
  running: ['busy', 'running'], passed: ['good', 'passed'], warning: ['warn', 'warning'], question: ['warn', 'question'], failed: ['bad', 'failed'],
};

/** True for the step that waits until a text arrives on the device. */
export const textWanted = (step: Step) => ['test_text_wanted', 'mac_text_wanted', 'shortcut_text_wanted'].includes(step.code);

/** What was already said beside the steps, in the code to scan, the text to send or the question. */
const saidElsewhere = (step: Step) => step.severity === 'question' || step.code === 'scan_code' || textWanted(step);

/** Checks with what they found. */
export function StepList({ steps, isOver = false }: { steps: Step[]; isOver?: boolean }) {
  const texts = t().connect;
  return (
    <ol class="steps plain-list">
      {steps.map((step) => {
        const severity = isOver && step.severity === 'running' ? 'failed' : step.severity;
        const [tone, icon] = looks[severity];
        return (
          <li key={step.step + step.code} class={tone}>
            <Icon name={icon} />
            <div>
              <p class="strong">{step.title}<span class="hidden">: {texts.severity[severity]}</span></p>
              <p>{step.sentence}</p>
              {step.nextAction && severity !== 'passed' && !saidElsewhere(step) && <p class="next">{step.nextAction}</p>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

/** The checks of a connection as they go on. */
export function Steps({ steps, isOver = false }: { steps: Step[]; isOver?: boolean }) {
  if (steps.length === 0) return null;
  return (
    <section aria-labelledby="steps" class="stack">
      <h2 id="steps">{t().connect.checks}</h2>
      <div class="card tight" aria-live="polite"><StepList steps={steps.map(saidStep)} isOver={isOver} /></div>
    </section>
  );
}
