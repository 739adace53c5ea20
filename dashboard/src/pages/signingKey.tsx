import { useState } from 'preact/hooks';
import { call } from '../api';
import { may } from '../session';
import { t } from '../strings';
import type { Account, Device } from '../types';
import { Button, Field, ProblemNotice } from '../ui/parts';
import { say } from '../ui/toasts';
import { useWork } from '../work';

/** The key with which SMSGate signs: the app shows it, and it is pasted here where the app did not take WhatSnap's. Open when nothing comes in without it. */
export function SigningKey({ account, device, onSave }: { account: Account; device: Device; onSave: () => Promise<void> | void }) {
  const texts = t().device.signingKey;
  const [signingKey, setKey] = useState('');
  const { isBusy, problem, run } = useWork();
  if (!device.takesSigningKey || !may('connect')) return null;
  const isWanted = device.state.code === 'phone_key';
  const save = () => run(async () => {
    await call('PUT', `api/accounts/${account.id}/device/signing-key`, { signingKey: signingKey.trim() });
    setKey('');
    await onSave();
    say(texts.saved);
  });
  return (
    <details open={isWanted}>
      <summary>{texts.title}</summary>
      <form class="stack" onSubmit={(event) => { event.preventDefault(); save(); }}>
        <Field id="signing-key" type="password" label={texts.label} hint={texts.hint} value={signingKey} maxLength={100} required autoComplete="off"
          onInput={(event) => setKey(event.currentTarget.value)} />
        {problem && <ProblemNotice problem={problem} />}
        <div class="buttons"><Button type="submit" look={isWanted ? 'main' : 'plain'} isBusy={isBusy}>{texts.save}</Button></div>
      </form>
    </details>
  );
}
