import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { call } from '../api';
import { t } from '../strings';

export interface Contact { id: string; name: string; number: string | null }

/** What contacts are called, as far as GoHighLevel said it to this page; kept in its memory alone. */
const names = signal<ReadonlyMap<string, Contact>>(new Map());
const asked = new Set<string>();
const mostAtOnce = 50;

/** Takes what GoHighLevel said of contacts. */
export function know(contacts: Contact[]): void {
  names.value = new Map([...names.value, ...contacts.map((one) => [one.id, one] as const)]);
}

/** What a contact is called; the beginning of its id where that is not known. */
export function nameOf(id: string): string {
  const known = names.value.get(id);
  return known?.name || known?.number || t().messages.unnamed(id);
}

/** Asks for the names of contacts that are not known yet, once for each. */
export function useNames(ids: (string | null)[]): void {
  const missing = [...new Set(ids)].filter((id): id is string => id !== null && !names.value.has(id) && !asked.has(id)).slice(0, mostAtOnce);
  const list = missing.join(',');
  useEffect(() => {
    if (!list) return;
    for (const id of list.split(',')) asked.add(id);
    call<{ contacts: Contact[] }>('GET', `api/contacts?ids=${encodeURIComponent(list)}`).then(({ contacts }) => know(contacts), () => undefined);
  }, [list]);
}
