import { useEffect, useState } from 'preact/hooks';
import { asProblem, call, type Live, Problem, useLive } from '../api';
import { t } from '../strings';
import type { Account } from '../types';
import { Choice, Dialog } from '../ui/dialog';
import { Button, Field, Notice, Option, ProblemNotice } from '../ui/parts';
import { Toggle } from '../ui/toggle';
import { say } from '../ui/toasts';
import { ForwardingChoices } from './forwarding';

const prefix = 'whatsnap-account-';

/** What can be changed of an account. What is on or off is shown as changed at once, and put back where that is refused. */
export function Settings({ account, live }: { account: Account; live: Live<Account> }) {
  const texts = t().settings;
  const [problem, setProblem] = useState<Problem | null>(null);
  const change = async (body: Partial<Account>, isSafe = false): Promise<boolean> => {
    setProblem(null);
    if (isSafe) live.assume((now) => ({ ...now, ...body }));
    try {
      await call('PATCH', `api/accounts/${account.id}`, body);
      say(t().saved);
      return true;
    } catch (refused) {
      setProblem(asProblem(refused));
      return false;
    } finally {
      await live.refresh();
    }
  };
  return (
    <div class="card stack divided">
      {problem && <ProblemNotice problem={problem} />}
      <NameForm account={account} change={change} />
      <TagForm account={account} change={change} />
      <div><fieldset class="choices">
        <legend>{texts.tagMode}</legend>
        {(['add', 'exclusive'] as const).map((mode) => (
          <Option key={mode} name="tagMode" label={texts.tagModes[mode].name} hint={texts.tagModes[mode].hint} isTaken={account.tagMode === mode} onTake={() => void change({ tagMode: mode }, true)} />
        ))}
      </fieldset></div>
      {account.forwarding && <ForwardingChoices rules={account.forwarding} onChange={(rules) => void change({ forwarding: { ...account.forwarding!, ...rules } }, true)} />}
      <Assignment account={account} change={change} />
      <div class="stack">
        <Toggle label={texts.isDefault} hint={texts.isDefaultHint} isOn={account.isDefault} isDisabled={account.state.code !== 'active' && !account.isDefault}
          onChange={(isDefault) => void change({ isDefault }, true)} />
        {account.simulatesTyping !== null && <Toggle label={texts.typing} hint={texts.typingHint} isOn={account.simulatesTyping}
          onChange={(simulatesTyping) => void change({ simulatesTyping }, true)} />}
        {account.takesGroups !== null && <Toggle label={texts.groups} hint={texts.groupsHint} isOn={account.takesGroups}
          onChange={(takesGroups) => void change({ takesGroups }, true)} />}
      </div>
    </div>
  );
}

type Change = (body: Partial<Account>, isSafe?: boolean) => Promise<boolean>;

function NameForm({ account, change }: { account: Account; change: Change }) {
  const [name, setName] = useState(account.name);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => setName(account.name), [account.name]);
  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    await change({ name: name.trim() });
    setBusy(false);
  };
  return (
    <form class="field-row" onSubmit={(event) => void save(event)}>
      <Field id="account-name" label={t().settings.name} hint={t().settings.nameHint} value={name} maxLength={50} required autoComplete="off"
        onInput={(event) => setName(event.currentTarget.value)} />
      <Button type="submit" isBusy={isBusy} disabled={name.trim() === account.name || !name.trim()}>{t().save}</Button>
    </form>
  );
}

function TagForm({ account, change }: { account: Account; change: Change }) {
  const texts = t().settings;
  const [ending, setEnding] = useState(account.tag.slice(prefix.length));
  const [isAsked, ask] = useState(false);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => setEnding(account.tag.slice(prefix.length)), [account.tag]);
  const tag = prefix + ending.trim();
  const isMoving = account.retag !== null && !account.retag.isDone;
  const save = async () => {
    setBusy(true);
    await change({ tag });
    setBusy(false);
    ask(false);
  };
  return (
    <form class="field-row" onSubmit={(event) => { event.preventDefault(); ask(true); }}>
      <Field id="account-tag" label={texts.tag} hint={isMoving ? t().accounts.moving(account.retag!.done, account.retag!.total) : texts.tagHint(prefix)} value={ending}
        pattern="[a-z0-9]+(-[a-z0-9]+)*" title={texts.tagRule} maxLength={43} required autoComplete="off" spellcheck={false} disabled={isMoving}
        onInput={(event) => setEnding(event.currentTarget.value)} />
      <Button type="submit" disabled={isMoving || tag === account.tag || !ending.trim()}>{t().save}</Button>
      <Dialog isOpen={isAsked} onClose={() => ask(false)} title={texts.tagTitle}>
        <p>{texts.tagText(account.tag, tag)}</p>
        <Choice yes={texts.tagYes} isBusy={isBusy} onYes={() => void save()} onNo={() => ask(false)} />
      </Dialog>
    </form>
  );
}

interface Users { users: { id: string; name: string }[] }

function Assignment({ account, change }: { account: Account; change: Change }) {
  const texts = t().settings;
  const users = useLive<Users>('api/users', 600);
  const [userIds, setIds] = useState<string[]>(account.assignment.userIds);
  const [includesExisting, setExisting] = useState(account.assignment.includesExisting);
  const [isBusy, setBusy] = useState(false);
  const before = JSON.stringify(account.assignment);
  useEffect(() => {
    setIds(account.assignment.userIds);
    setExisting(account.assignment.includesExisting);
  }, [before]);
  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    await change({ assignment: { userIds, includesExisting } });
    setBusy(false);
  };
  const isSame = JSON.stringify({ userIds, includesExisting }) === before;
  const take = (id: string, isTaken: boolean) => setIds(isTaken ? [...userIds, id] : userIds.filter((one) => one !== id));
  return (
    <form class="stack" onSubmit={(event) => void save(event)}>
      <fieldset class="choices">
        <legend>{texts.assignment}</legend>
        <p class="hint">{userIds.length === 0 ? texts.nobody : userIds.length === 1 ? texts.oneUser : texts.inTurn}</p>
        {users.problem && <ProblemNotice problem={users.problem} onRetry={() => void users.refresh()} />}
        {users.data?.users.map((user) => (
          <label key={user.id} class="choice">
            <input type="checkbox" checked={userIds.includes(user.id)} onChange={(event) => take(user.id, event.currentTarget.checked)} /><span class="grow">{user.name}</span>
          </label>
        ))}
        {users.data?.users.length === 0 && <Notice tone="none" words={{ sentence: texts.noUsers, nextAction: '' }} />}
      </fieldset>
      {userIds.length > 0 && <Toggle label={texts.existing} hint={texts.existingHint} isOn={includesExisting} onChange={setExisting} />}
      <div class="buttons"><Button type="submit" isBusy={isBusy} disabled={isSame}>{texts.saveAssignment}</Button></div>
    </form>
  );
}
