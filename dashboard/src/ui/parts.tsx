import type { ComponentChildren, JSX } from 'preact';
import type { Live, Problem } from '../api';
import { t } from '../strings';
import type { Words } from '../types';
import { Icon, type IconName } from './icon';

type ButtonLook = 'plain' | 'main' | 'danger' | 'quiet';

/** A button that shows that it works; while it does, it can't be pressed again. */
export function Button({ look = 'plain', icon, isBusy = false, children, ...rest }: {
  look?: ButtonLook; icon?: IconName; isBusy?: boolean; children: ComponentChildren;
} & Omit<JSX.IntrinsicElements['button'], 'icon'>) {
  return (
    <button type="button" {...rest} class={`button ${look}`} aria-busy={isBusy} disabled={isBusy || rest.disabled}>
      {isBusy ? <Icon name="running" size={18} /> : icon && <Icon name={icon} size={18} />}{children}
    </button>
  );
}

/** A link that looks like a button: it leads to another page. */
export function ButtonLink({ look = 'plain', icon, href, children }: { look?: ButtonLook; icon?: IconName; href: string; children: ComponentChildren }) {
  return <a class={`button ${look}`} href={href}>{icon && <Icon name={icon} size={18} />}{children}</a>;
}

export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'none';

/** A state in a word. */
export function Badge({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return <span class={`badge ${tone}`}><span class="dot" />{children}</span>;
}

const noticeIcons: Record<Tone, IconName> = { good: 'passed', busy: 'running', warn: 'warning', bad: 'failed', none: 'alert' };

/** A sentence and what to do. */
export function Notice({ tone, words, isNews = false, children }: { tone: Tone; words: Words; isNews?: boolean; children?: ComponentChildren }) {
  return (
    <div class={`notice ${tone}`} role={isNews ? 'alert' : undefined}>
      <Icon name={noticeIcons[tone]} />
      <div>
        <p class="strong">{words.sentence}</p>
        {words.nextAction && <p>{words.nextAction}</p>}
        {children && <div class="buttons">{children}</div>}
      </div>
    </div>
  );
}

/** What to show while nothing can be. */
export function ProblemNotice({ problem, onRetry }: { problem: Problem; onRetry?: () => void }) {
  return (
    <Notice tone="bad" words={problem} isNews>
      {onRetry && <Button icon="reconnect" onClick={onRetry}>{t().tryAgain}</Button>}
    </Notice>
  );
}

/** What stands in the place of a figure that is being loaded, or could not be. */
export const meanwhile = (live: Live<unknown>) => (live.problem && live.data === undefined ? t().notKnown : '…');

/** A place that has nothing to show yet. */
export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ComponentChildren }) {
  return <div class="empty"><span class="medal"><Icon name={icon} size={28} /></span><h2>{title}</h2>{children}</div>;
}

/** Shapes in the place of what is being loaded. */
export function Skeleton({ rows = 3 }: { rows?: number }) {
  return (
    <div role="status" class="stack">
      <span class="hidden">{t().loading}</span>
      {Array.from({ length: rows }, (_, row) => <div key={row} class="card skeleton" aria-hidden="true"><i /><i /><i /></div>)}
    </div>
  );
}

/** The words of a refusal that is about one field. */
export const wrongAt = (problem: Problem | null, field: string) => (problem?.field === field ? `${problem.sentence} ${problem.nextAction}` : undefined);

/** What is wrong with a field; read out when it appears. */
export function Wrong({ id, children }: { id: string; children: ComponentChildren }) {
  return <p class="wrong" id={`${id}-wrong`} role="alert"><Icon name="failed" size={16} />{children}</p>;
}

/** A field of a form with its label, a hint, and what is wrong with it. */
export function Field({ label, hint, wrong, id, ...input }: {
  label: string; hint?: string | undefined; wrong?: string | undefined; id: string;
} & JSX.IntrinsicElements['input']) {
  const about = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} {...input} aria-describedby={about || undefined} aria-invalid={wrong ? true : undefined} />
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {wrong && <Wrong id={id}>{wrong}</Wrong>}
    </div>
  );
}

/** One of several that exclude each other, with what it means. */
export function Option({ name, label, hint, isTaken, onTake }: { name: string; label: string; hint: string; isTaken: boolean; onTake: () => void }) {
  return (
    <label class="choice">
      <input type="radio" name={name} checked={isTaken} onChange={onTake} />
      <span class="grow"><span class="strong">{label}</span><span class="hint">{hint}</span></span>
    </label>
  );
}

/** The head of a page; the way back above its title. */
export function PageHead({ title, back, children }: { title: string; back?: { href: string; label: string }; children?: ComponentChildren }) {
  return (
    <header class="page-head">
      {back && <a class="back" href={back.href}><Icon name="back" size={18} />{back.label}</a>}
      <div class="row"><h1 tabIndex={-1}>{title}</h1>{children}</div>
    </header>
  );
}
