import type { ComponentType, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Problem, words } from './api';
import { ProblemNotice, Skeleton } from './ui/parts';

/** A page that is loaded when it is first shown. */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>, meanwhile: VNode | null = <Skeleton />): ComponentType<P> {
  let loaded: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const [Page, show] = useState<ComponentType<P> | null>(() => loaded);
    const [isMissing, miss] = useState(false);
    const get = () => {
      miss(false);
      load().then((page) => { loaded = page; show(() => page); }, () => miss(true));
    };
    useEffect(() => { if (!Page) get(); }, []);
    if (Page) return <Page {...props} />;
    return isMissing ? <ProblemNotice problem={new Problem(0, words.unreachable, words.unreachableNext)} onRetry={get} /> : meanwhile;
  };
}
