import { useState } from 'preact/hooks';
import { call } from '../api';
import { goInstead } from '../router';
import { t } from '../strings';
import { saidStep } from '../strings/said';
import type { Account, TwilioNumbers } from '../types';
import { Icon } from '../ui/icon';
import { Button, Field, Notice, ProblemNotice } from '../ui/parts';
import { Trouble } from '../ui/trouble';
import { useWork } from '../work';
import { NameField } from './add';

/** Connects a Twilio number: credentials, then the number, then its name. The token is in this form alone. */
export function TwilioForm() {
  const texts = t().twilio;
  const [accountSid, setSid] = useState('');
  const [authToken, setToken] = useState('');
  const [found, setFound] = useState<TwilioNumbers | null>(null);
  const [phoneNumber, setNumber] = useState('');
  const [name, setName] = useState('');
  const { isBusy, problem, run, forget } = useWork();

  const look = () => run(async () => {
    setFound(await call<TwilioNumbers>('POST', 'api/twilio/numbers', { accountSid: accountSid.trim(), authToken: authToken.trim() }));
  });
  const connect = () => run(async () => {
    const twilio = { accountSid: accountSid.trim(), authToken: authToken.trim(), phoneNumber };
    const account = await call<Account>('POST', 'api/accounts', { kind: 'twilio', name: name.trim(), twilio });
    goInstead('accounts', account.id, 'connect');
  });

  if (!found) {
    return (
      <form class="stack" onSubmit={(event) => { event.preventDefault(); look(); }}>
        <p class="intro">{texts.intro}</p>
        <Field id="sid" label={texts.sid} hint={texts.sidHint} value={accountSid} required autoComplete="off" spellcheck={false}
          onInput={(event) => setSid(event.currentTarget.value)} />
        <Field id="token" label={texts.token} hint={texts.tokenHint} type="password" value={authToken} required autoComplete="off"
          onInput={(event) => setToken(event.currentTarget.value)} />
        {problem && <ProblemNotice problem={problem} />}
        <div class="buttons"><Button type="submit" look="main" isBusy={isBusy}>{texts.look}</Button></div>
        <Trouble title={texts.troubleTitle} lines={texts.trouble} />
      </form>
    );
  }

  return (
    <form class="stack" onSubmit={(event) => { event.preventDefault(); connect(); }}>
      <Notice tone={found.account.severity === 'warning' ? 'warn' : 'good'} words={saidStep(found.account)} />
      <fieldset class="choices">
        <legend>{texts.choose}</legend>
        {found.numbers.length === 0 && <p>{texts.none}</p>}
        {found.numbers.map((number) => (
          <label key={number.phoneNumber} class="choice">
            <input type="radio" name="number" value={number.phoneNumber} required disabled={!number.isUsable} checked={phoneNumber === number.phoneNumber}
              onChange={() => setNumber(number.phoneNumber)} />
            <span class="grow">
              <span class="strong">{number.phoneNumber}</span>
              <span class="faint">{number.problem ?? (number.mms ? texts.textsAndPictures : texts.textsOnly)}</span>
            </span>
            {!number.isUsable && <Icon name="unplug" />}
          </label>
        ))}
      </fieldset>
      <NameField name={name} onInput={setName} />
      {problem && <ProblemNotice problem={problem} />}
      <div class="buttons">
        <Button type="submit" look="main" isBusy={isBusy}>{texts.connect}</Button>
        <Button look="quiet" onClick={() => { setFound(null); forget(); }}>{texts.other}</Button>
      </div>
      <Trouble title={texts.troubleTitle} lines={texts.trouble} />
    </form>
  );
}
