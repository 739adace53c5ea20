import { useLive } from '../api';
import { to } from '../router';
import { t } from '../strings';
import { dateTime } from '../time';
import type { Accounts } from '../types';
import { Button, Empty, PageHead, ProblemNotice, Skeleton } from '../ui/parts';
import { useOlder } from './older';

interface Activity { at: string; userId: string; code: string; sentence: string; accountId: string | null; members: string[]; isDone: boolean }

interface Activities { activities: Activity[]; next: string | null }

/** What people changed in the location, the newest first. */
export function ActivityPage() {
  const texts = t().activity;
  const { live, items, ...older } = useOlder('api/activity', 15, (page: Activities) => page.activities, (one) => [one.at, one.userId, one.code, one.accountId].join());
  const users = useLive<{ users: { id: string; name: string }[] }>('api/users', 600).data?.users ?? [];
  const accounts = useLive<Accounts>('api/accounts', 60).data?.accounts;
  return (
    <div class="narrow">
      <PageHead title={texts.title} back={{ href: to('accounts'), label: t().accounts.title }} />
      <p class="intro">{texts.intro}</p>
      <div class="stack">
        {live.problem && <ProblemNotice problem={live.problem} onRetry={() => void live.refresh()} />}
        {!live.data ? !live.problem && <Skeleton rows={5} /> : items.length === 0
          ? <Empty icon="health" title={texts.none}><p>{texts.noneNext}</p></Empty>
          : (
            <ul class="card list plain-list">
              {items.map((one) => (
                <Row key={one.at + one.code + one.accountId} activity={one} user={users.find((user) => user.id === one.userId)?.name ?? texts.user(one.userId)}
                  account={accounts && one.accountId ? accounts.find((account) => account.id === one.accountId)?.name ?? null : undefined} />
              ))}
            </ul>
          )}
        {older.problem && <ProblemNotice problem={older.problem} />}
        {older.next && <div class="buttons"><Button isBusy={older.isBusy} onClick={older.load}>{texts.more}</Button></div>}
      </div>
    </div>
  );
}

/** @param account Its name; null for one that is gone, undefined where the change is about none. */
function Row({ activity, user, account }: { activity: Activity; user: string; account: string | null | undefined }) {
  const texts = t().activity;
  const members = [...new Set(activity.members.map((name) => texts.members[name] ?? name))];
  return (
    <li class="message">
      <p class="strong">{texts.kinds[activity.code] ?? activity.sentence}</p>
      <p class="faint">
        {user} · <time dateTime={activity.at}>{dateTime(activity.at)}</time>
        {account !== undefined && <> · {account === null ? texts.goneAccount : <a href={to('accounts', activity.accountId!)}>{account}</a>}</>}
      </p>
      {!activity.isDone && <p class="wrong">{texts.unsure}</p>}
      {members.length > 0 && <p class="tags">{members.map((name) => <span key={name} class="chip">{name}</span>)}</p>}
    </li>
  );
}
