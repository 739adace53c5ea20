import { signal } from '@preact/signals';
import { t } from '../strings';

/** Where people help; null where nobody is named. */
export const helpUrl = signal<string | null>(null);

/** The way to somebody who helps. */
export function Help() {
  return helpUrl.value === null ? null : <p><a href={helpUrl.value} target="_blank" rel="noreferrer">{t().help}</a></p>;
}

/** A trouble that people have, what helps, and who does. */
export function Trouble({ title, lines, isOpen = false }: { title: string; lines: string[]; isOpen?: boolean }) {
  return (
    <details class="trouble" open={isOpen}>
      <summary>{title}</summary>
      <ul>{lines.map((line) => <li key={line}>{line}</li>)}</ul>
      <Help />
    </details>
  );
}
