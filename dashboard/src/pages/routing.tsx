import { useLive } from '../api';
import { to } from '../router';
import { t } from '../strings';
import type { Accounts } from '../types';
import { PageHead } from '../ui/parts';
import { TagProblems } from './tagProblems';
import { WhatIf } from './whatIf';

/** Account tags that decide nothing, with their repair, and which account answers a contact. */
export function RoutingPage() {
  const texts = t().routing;
  const accounts = useLive<Accounts>('api/accounts', 30).data?.accounts ?? [];
  return (
    <div class="narrow">
      <PageHead title={texts.title} back={{ href: to('health'), label: t().health.title }} />
      <p class="intro">{texts.intro}</p>
      <div class="stack wide-gap">
        <TagProblems accounts={accounts} />
        <WhatIf accounts={accounts} />
      </div>
    </div>
  );
}
