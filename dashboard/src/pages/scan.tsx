import { useEffect, useState } from 'preact/hooks';
import { asProblem, call, Problem } from '../api';
import { t } from '../strings';
import { saidStep } from '../strings/said';
import type { Qr } from '../types';
import { Icon } from '../ui/icon';
import { Button, Field, ProblemNotice } from '../ui/parts';
import { Trouble } from '../ui/trouble';
import { Passkey } from './passkey';

/** The code to scan; a new one takes the place of one that ends. */
export function ScanCode({ id, qr: { code, step: found } }: { id: string; qr: Qr }) {
  const texts = t().connect;
  const step = found && saidStep(found);
  const isTaken = step?.code === 'logging_in' || step?.code.startsWith('passkey') || step?.severity === 'passed';
  return (
    <section class="card scan" aria-labelledby="scan">
      <h2 id="scan">{texts.scanTitle}</h2>
      <div class="scan-parts">
        <div class="code">
          {isTaken ? <span class="medal"><Icon name="running" size={40} /></span>
            : code ? <Code svg={code.svg} secondsLeft={code.secondsLeft} expiresAt={code.expiresAt} />
              : <div class="code-frame waiting"><Icon name="running" size={40} /><p>{step?.code === 'codes_ran_out' ? texts.newCodeSoon : texts.waitingForCode}</p></div>}
        </div>
        <div>
          {step?.code.startsWith('passkey') ? <Passkey id={id} step={step} />
            : isTaken && step ? <p role="status"><strong>{step.sentence}</strong> {step.nextAction}</p>
              : <ol class="how">{texts.steps.map((line) => <li key={line}>{line}</li>)}</ol>}
          <Trouble title={texts.troubleTitle} lines={texts.trouble} />
        </div>
      </div>
      {!isTaken && <PairingCode id={id} />}
    </section>
  );
}

function Code({ svg, secondsLeft, expiresAt }: { svg: string; secondsLeft: number; expiresAt: string }) {
  const texts = t().connect;
  // Counted from when the answer came: this machine's clock may differ from the host's.
  const [left, setLeft] = useState(secondsLeft);
  const [longest, setLongest] = useState(secondsLeft);
  useEffect(() => { setLongest(secondsLeft); }, [expiresAt]);
  useEffect(() => {
    const end = performance.now() + secondsLeft * 1000;
    const show = () => setLeft(Math.max(0, Math.ceil((end - performance.now()) / 1000)));
    show();
    const timer = setInterval(show, 250);
    return () => clearInterval(timer);
  }, [secondsLeft, expiresAt]);
  return (
    <>
      <div class="code-frame"><img alt={texts.codeAlt} src={`data:image/svg+xml;base64,${btoa(svg)}`} width="264" height="264" /></div>
      <progress max={Math.max(longest, left)} value={left} aria-hidden="true" />
      <p class="faint" role="timer">{left > 0 ? texts.newCodeIn(left) : texts.newCodeSoon}</p>
    </>
  );
}

function PairingCode({ id }: { id: string }) {
  const texts = t().connect;
  const [phoneNumber, setNumber] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [given, setGiven] = useState<{ code: string; nextAction: string } | null>(null);
  const ask = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      setGiven(await call('POST', `api/accounts/${id}/pairing-code`, { phoneNumber: phoneNumber.replace(/[\s()-]/g, '') }));
    } catch (refused) {
      setProblem(asProblem(refused));
    }
    setBusy(false);
  };
  return (
    <details class="instead">
      <summary>{texts.instead}</summary>
      <form class="stack" onSubmit={(event) => void ask(event)}>
        <p>{texts.insteadHint}</p>
        <Field id="phone" type="tel" label={texts.phoneNumber} hint={texts.phoneNumberHint} value={phoneNumber} required autoComplete="off"
          onInput={(event) => setNumber(event.currentTarget.value)} />
        {problem && <ProblemNotice problem={problem} />}
        {given && <p role="status">{texts.typeThis}: <strong class="typed-code">{given.code}</strong> {given.nextAction}</p>}
        <div class="buttons"><Button type="submit" isBusy={isBusy}>{texts.getCode}</Button></div>
      </form>
    </details>
  );
}
