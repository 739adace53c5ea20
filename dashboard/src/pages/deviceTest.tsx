import { useState } from 'preact/hooks';
import { useLive } from '../api';
import { to } from '../router';
import { t } from '../strings';
import type { Account, Device } from '../types';
import { CopyField } from '../ui/copy';
import { Icon, type IconName } from '../ui/icon';
import { ButtonLink } from '../ui/parts';

interface Seen { messages: { state: string; acceptedAt: string }[] }

/** A word by which the test text is found in Conversations; without digits, which could be taken for a one-time code. */
function testWord(): string {
  const letters = 'BCDFGHJKLMNPQRSTVWXZ';
  return [...crypto.getRandomValues(new Uint8Array(4))].map((one) => letters[one % letters.length]).join('');
}

/** The account works; a test shows both ways. */
export function DeviceConnected({ account, device }: { account: Account; device: Device }) {
  const texts = t().device;
  return (
    <>
      <section class="card success" role="status">
        <span class="medal"><Icon name="passed" size={32} /></span>
        <h2>{t().connect.successTitle(account.name)}</h2>
        <p>{device.platform === 'iphone' ? texts.successReceives : t().connect.success}</p>
        <p><strong>{account.number ?? device.name}</strong> · <code>{account.tag}</code></p>
        <div class="buttons">
          <ButtonLink look="main" href={to('accounts', account.id)}>{texts.toAccount}</ButtonLink>
          <ButtonLink href={to('accounts')}>{t().connect.toAccounts}</ButtonLink>
        </div>
      </section>
      <DeviceTest account={account} device={device} />
    </>
  );
}

function DeviceTest({ account, device }: { account: Account; device: Device }) {
  const texts = t().device;
  const [word] = useState(testWord);
  const sends = device.platform !== 'iphone';
  const since = (seen: Seen | undefined) => seen?.messages.filter((one) => one.acceptedAt >= device.pairedAt) ?? [];
  const came = since(useLive<Seen>(`api/messages?account=${account.id}&direction=in`, 4).data).some((one) => one.state === 'stored');
  const went = since(useLive<Seen>(sends ? `api/messages?account=${account.id}&direction=out` : null, 4).data)[0]?.state;
  const isOut = went === 'sent' || went === 'delivered' || went === 'read';
  return (
    <section class="card stack" aria-labelledby="test">
      <h2 id="test">{texts.test}</h2>
      <p>{texts.testText}</p>
      <CopyField id="test-text" label={texts.testLabel} value={texts.testWords(word)} />
      {account.forwarding?.onlyContacts && <p class="faint">{texts.testStranger}</p>}
      <ul class="steps plain-list" aria-live="polite">
        <Result title={texts.testIn} is={came ? 'done' : 'waits'} words={came ? texts.testInDone : `${texts.testInWait} ${texts.testInHelp[device.platform]}`} />
        {sends && <Result title={texts.testOut} is={isOut ? 'done' : went === 'failed' ? 'failed' : 'waits'} words={isOut ? texts.testOutDone : went === 'failed' ? texts.testOutFailed : texts.testOutWait} />}
      </ul>
    </section>
  );
}

const looks: Record<'waits' | 'done' | 'failed', [string, IconName]> = { waits: ['busy', 'running'], done: ['good', 'passed'], failed: ['bad', 'failed'] };

function Result({ title, is, words }: { title: string; is: 'waits' | 'done' | 'failed'; words: string }) {
  const [tone, icon] = looks[is];
  return <li class={tone}><Icon name={icon} /><div><p class="strong">{title}</p><p>{words}</p></div></li>;
}
