import { useState } from 'preact/hooks';
import { beginAtTitle } from '../router';
import { isLocal, openAgain, openLocally, signIn } from '../session';
import { t } from '../strings';
import type { Words } from '../types';
import { Button, Notice, Skeleton } from '../ui/parts';

/** What is shown before there is a session. */
export function SignInPage() {
  const texts = t().signIn;
  const session = signIn.value;
  if (session.state === 'opening') return <><h1 class="hidden">{texts.opening}</h1><Skeleton /></>;
  if (session.state === 'refused') return <Unopened title={texts.refusedTitle} words={session.problem} />;
  if (session.state === 'silent') return <Unopened title={texts.silentTitle} words={{ sentence: texts.silent, nextAction: texts.silentNext }} />;
  return isLocal ? <LocalEntry /> : <OutsideEntry />;
}

function Unopened({ title, words }: { title: string; words: Words }) {
  const [isOpening, setOpening] = useState(false);
  const open = async () => {
    setOpening(true);
    await openAgain();
    setOpening(false);
    beginAtTitle();
  };
  return (
    <section class="card welcome">
      <h1 tabIndex={-1}>{title}</h1>
      <Notice tone="bad" words={words} isNews><Button icon="reconnect" isBusy={isOpening} onClick={() => void open()}>{t().tryAgain}</Button></Notice>
    </section>
  );
}

function OutsideEntry() {
  const texts = t().signIn;
  return (
    <section class="card welcome">
      <h1>{texts.outsideTitle}</h1>
      <p>{texts.outside}</p>
      <ol>{texts.outsideSteps.map((step) => <li key={step}>{step}</li>)}</ol>
    </section>
  );
}

function LocalEntry() {
  const texts = t().signIn;
  const [isOpening, setOpening] = useState(false);
  const open = async () => {
    setOpening(true);
    await openLocally();
    setOpening(false);
    beginAtTitle();
  };
  return (
    <section class="card welcome">
      <h1>{texts.localTitle}</h1>
      <p>{texts.local}</p>
      <Button look="main" isBusy={isOpening} onClick={() => void open()}>{texts.localOpen}</Button>
    </section>
  );
}
