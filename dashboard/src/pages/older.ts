import { useEffect, useState } from 'preact/hooks';
import { call, useLive } from '../api';
import { useWork } from '../work';

interface Page { next: string | null }

/**
 * A list whose first page is asked for again and again, and whose older pages come when somebody wants them. What is on the first page at
 * that time is kept, so that nothing is lost between the two when new entries push it off.
 * @param path The address, with or without a query.
 * @param itemsOf The entries of a page.
 * @param keyOf What tells an entry from all others.
 */
export function useOlder<P extends Page, T>(path: string, seconds: number, itemsOf: (page: P) => T[], keyOf: (item: T) => string) {
  const live = useLive<P>(path, seconds);
  const [kept, keep] = useState<T[]>([]);
  const [next, setNext] = useState<string | null | undefined>(undefined);
  const { isBusy, problem, run, forget } = useWork();
  useEffect(() => { keep([]); setNext(undefined); forget(); }, [path]);
  const after = next === undefined ? live.data?.next ?? null : next;
  const items = merged([live.data ? itemsOf(live.data) : [], kept], keyOf);
  const load = () => run(async () => {
    const page = await call<P>('GET', `${path}${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(after!)}`);
    keep(merged([items, itemsOf(page)], keyOf));
    setNext(page.next);
  });
  /** Forgets an entry that is no more. */
  const drop = (key: string) => keep((now) => now.filter((item) => keyOf(item) !== key));
  return { live, items, next: after, isBusy, problem, load, drop };
}

/** The entries of some lists in their order, each once; the first one counts. */
function merged<T>(lists: T[][], keyOf: (item: T) => string): T[] {
  const seen = new Set<string>();
  return lists.flat().filter((item) => !seen.has(keyOf(item)) && seen.add(keyOf(item)));
}
