import { useState } from 'preact/hooks';
import { call, Problem, useLive } from '../api';
import { t } from '../strings';
import type { Step } from '../types';
import { CopyButton } from '../ui/copy';
import { Button, ProblemNotice } from '../ui/parts';

interface Asked { challenge: unknown; confirmationCode: string | null }

/** WhatsApp asks for the account's passkey, which answers at web.whatsapp.com alone; then for a look at two codes. */
export function Passkey({ id, step }: { id: string; step: Step }) {
  const texts = t().passkey;
  const live = useLive<Asked>(`api/accounts/${id}/passkey`, 2);
  const [assertion, setAssertion] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (refused) {
      setProblem(refused instanceof Problem ? refused : new Problem(0, texts.unreadable, texts.unreadableNext));
    }
    setBusy(false);
  };
  const command = `JSON.stringify(await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(${JSON.stringify(live.data?.challenge ?? null)}) }))`;
  return (
    <div class="stack" role="status">
      <p><strong>{step.sentence}</strong> {step.nextAction}</p>
      {live.data?.confirmationCode ? (
        <>
          <p><strong class="typed-code">{live.data.confirmationCode}</strong></p>
          <div class="buttons"><Button look="main" isBusy={isBusy} onClick={() => void send(() => call('POST', `api/accounts/${id}/passkey/confirm`, {}))}>{texts.same}</Button></div>
        </>
      ) : live.data?.challenge ? (
        <form class="stack" onSubmit={(event) => { event.preventDefault(); void send(() => call('POST', `api/accounts/${id}/passkey`, { assertion: JSON.parse(assertion) as unknown })); }}>
          <ol class="how">{texts.steps.map((line) => <li key={line}>{line}</li>)}</ol>
          <div class="field"><label for="command">{texts.command}</label><textarea id="command" readOnly rows={4} value={command} /></div>
          <div class="buttons"><CopyButton field="command" /></div>
          <div class="field"><label for="assertion">{texts.assertion}</label>
            <textarea id="assertion" rows={4} required value={assertion} onInput={(event) => setAssertion(event.currentTarget.value)} /></div>
          <div class="buttons"><Button type="submit" look="main" isBusy={isBusy}>{t().continue}</Button></div>
        </form>
      ) : null}
      {problem && <ProblemNotice problem={problem} />}
    </div>
  );
}
