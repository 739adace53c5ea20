import { useEffect, useState } from 'preact/hooks';
import { call, useLive, type Live } from '../api';
import { may } from '../session';
import { t } from '../strings';
import { CopyButton } from '../ui/copy';
import { Choice, Dialog } from '../ui/dialog';
import { Button, Field, Notice, ProblemNotice, Skeleton, Wrong, wrongAt } from '../ui/parts';
import { say } from '../ui/toasts';
import { useWork } from '../work';

interface Told { emails: string[]; webhookUrl: string | null; webhookSecret: string | null; sendsEmails: boolean; troubles: string[] }

/** Who is told of alerts besides this page. */
export function AlertSettings() {
  const texts = t().alerts;
  const live = useLive<Told>('api/alerts/settings', 60);
  return (
    <section class="stack" aria-labelledby="told">
      <h2 id="told">{texts.settings}</h2>
      {live.problem && <ProblemNotice problem={live.problem} onRetry={() => void live.refresh()} />}
      {!live.data ? !live.problem && <Skeleton rows={1} /> : (
        <>
          {live.data.troubles.map((trouble) => <Notice key={trouble} tone="warn" words={{ sentence: texts.trouble, nextAction: trouble }} />)}
          {may('connect') ? <ToldForm told={live.data} live={live} /> : <Shown told={live.data} />}
        </>
      )}
    </section>
  );
}

function Shown({ told }: { told: Told }) {
  const texts = t().alerts;
  const all = [...told.emails, ...told.webhookUrl ? [`${texts.webhook}: ${told.webhookUrl}`] : []];
  return <div class="card stack"><p>{texts.settingsIntro}</p><ul>{(all.length > 0 ? all : [texts.nobody]).map((one) => <li key={one}>{one}</li>)}</ul></div>;
}

function ToldForm({ told, live }: { told: Told; live: Live<Told> }) {
  const texts = t().alerts;
  const saved = { emails: told.emails.join('\n'), webhookUrl: told.webhookUrl ?? '' };
  const [emails, setEmails] = useState(saved.emails);
  const [webhookUrl, setUrl] = useState(saved.webhookUrl);
  const [secret, setSecret] = useState<string | null>(null);
  const [isAsked, ask] = useState(false);
  const { isBusy, problem, run, forget } = useWork();
  useEffect(() => setEmails(saved.emails), [saved.emails]);
  useEffect(() => setUrl(saved.webhookUrl), [saved.webhookUrl]);
  const isSame = emails.trim() === saved.emails && webhookUrl.trim() === saved.webhookUrl;
  const isNobody = told.emails.length === 0 && told.webhookUrl === null;

  const put = async (body: { emails: string[]; webhookUrl: string | null; renewsSecret?: boolean }) => {
    const after = await call<Told>('PUT', 'api/alerts/settings', body);
    // A secret is told once: one that was shown and still counts stays in sight.
    if (after.webhookSecret || !after.webhookUrl) setSecret(after.webhookSecret);
    say(t().saved);
    await live.refresh();
  };
  const save = () => run(() => put({ emails: linesOf(emails), webhookUrl: webhookUrl.trim() || null }));
  const renew = () => run(async () => {
    await put({ emails: told.emails, webhookUrl: told.webhookUrl, renewsSecret: true });
    ask(false);
  });
  const test = () => run(async () => {
    await call('POST', 'api/alerts/test', {});
    say(texts.tested);
  });
  return (
    <form class="card stack" onSubmit={(event) => { event.preventDefault(); save(); }}>
      <p>{texts.settingsIntro}</p>
      {problem && !problem.field && !isAsked && <ProblemNotice problem={problem} />}
      <Emails text={emails} isDisabled={!told.sendsEmails && told.emails.length === 0} sendsEmails={told.sendsEmails} wrong={wrongAt(problem, 'emails')} onInput={setEmails} />
      <Field id="alert-webhook" type="url" label={texts.webhook} hint={texts.webhookHint} value={webhookUrl} maxLength={500} autoComplete="off" spellcheck={false}
        wrong={wrongAt(problem, 'webhookUrl')} onInput={(event) => setUrl(event.currentTarget.value)} />
      {secret && <Secret secret={secret} />}
      <div class="buttons">
        <Button type="submit" look="main" isBusy={isBusy && !isAsked} disabled={isSame}>{texts.save}</Button>
        <Button disabled={!isSame || isNobody || isBusy} onClick={test}>{texts.test}</Button>
        {told.webhookUrl && <Button disabled={!isSame || isBusy} onClick={() => { forget(); ask(true); }}>{texts.renew}</Button>}
      </div>
      <Dialog isOpen={isAsked} onClose={() => ask(false)} title={texts.renewTitle}>
        <p>{texts.renewText}</p>
        {problem && <ProblemNotice problem={problem} />}
        <Choice yes={texts.renew} isBusy={isBusy} onYes={renew} onNo={() => ask(false)} />
      </Dialog>
    </form>
  );
}

const linesOf = (text: string) => text.split(/[\n,;]/).map((line) => line.trim()).filter(Boolean);

function Emails({ text, isDisabled, sendsEmails, wrong, onInput }: {
  text: string; isDisabled: boolean; sendsEmails: boolean; wrong: string | undefined; onInput: (text: string) => void;
}) {
  const texts = t().alerts;
  return (
    <div class="field">
      <label for="alert-emails">{texts.emails}</label>
      <textarea id="alert-emails" rows={3} value={text} disabled={isDisabled} spellcheck={false} aria-describedby={`alert-emails-hint${wrong ? ' alert-emails-wrong' : ''}`}
        aria-invalid={wrong ? true : undefined} onInput={(event) => onInput(event.currentTarget.value)} />
      <p class="hint" id="alert-emails-hint">{sendsEmails ? texts.emailsHint : texts.noEmails}</p>
      {wrong && <Wrong id="alert-emails">{wrong}</Wrong>}
    </div>
  );
}

/** The secret, to be copied. */
function Secret({ secret }: { secret: string }) {
  const texts = t().alerts;
  return (
    <div class="stack" role="status">
      <Notice tone="good" words={{ sentence: texts.secretOnce, nextAction: texts.secretNext }} />
      <div class="field-row">
        <Field id="alert-secret" label={texts.secret} value={secret} readOnly spellcheck={false} onFocus={(event) => event.currentTarget.select()} />
        <CopyButton field="alert-secret" />
      </div>
    </div>
  );
}
