import { t } from '../strings';
import type { Severity, Step } from '../types';
import { Icon, type IconName } from '../ui/icon';

const looks: Record<Severity, [string, IconName]> = {
  running: ['busy', 'running'], passed: ['good', 'passed'], warning: ['warn', 'warning'], question: ['warn', 'question'], failed: ['bad', 'failed'],
};

/** Checks with what they found, as they go on. */
export function Steps({ steps, isOver = false }: { steps: Step[]; isOver?: boolean }) {
  const texts = t().connect;
  if (steps.length === 0) return null;
  return (
    <section aria-labelledby="steps">
      <h2 id="steps">{texts.checks}</h2>
      <ol class="steps card plain-list" aria-live="polite">
        {steps.map((step) => {
          const [tone, icon] = looks[isOver && step.severity === 'running' ? 'failed' : step.severity];
          return (
            <li key={step.step} class={tone}>
              <Icon name={icon} />
              <div>
                <p class="strong">{step.title} <span class="hidden">: {texts.severity[step.severity]}</span></p>
                <p>{step.sentence}</p>
                {step.nextAction && step.severity !== 'passed' && <p class="next">{step.nextAction}</p>}
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
