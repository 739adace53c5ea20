import { useState } from 'preact/hooks';
import { call, callOpen } from '../api';
import { t } from '../strings';
import { Button, Field, ProblemNotice } from '../ui/parts';
import { useWork } from '../work';

/** The key of an iPhone's Shortcut. It is in this page alone, for as long as it is open. */
export interface MadeKey { deviceId: string; token: string }

/** Makes the key of a Shortcut: no app types a code for it, so this page uses one in its place. */
export function ShortcutKey({ id, onMade }: { id: string; onMade: (made: MadeKey) => void }) {
  const texts = t().deviceHow.iphone;
  const [name, setName] = useState(t().device.platforms.iphone.name);
  const { isBusy, problem, run } = useWork();
  const make = () => run(async () => {
    const { code } = await call<{ code: string }>('POST', `api/accounts/${id}/device/code`, {});
    onMade(await callOpen<MadeKey>('device/v1/pair', { code, platform: 'iphone', name: name.trim() }));
  });
  return (
    <form class="card stack" onSubmit={(event) => { event.preventDefault(); make(); }}>
      <p>{texts.keyHint}</p>
      <Field id="key-name" label={texts.keyName} value={name} maxLength={60} required autoComplete="off" onInput={(event) => setName(event.currentTarget.value)} />
      {problem && <ProblemNotice problem={problem} />}
      <div class="buttons"><Button type="submit" look="main" isBusy={isBusy}>{texts.key}</Button></div>
    </form>
  );
}
