import { useState } from 'preact/hooks';
import { beginAtTitle } from '../router';
import { isLocal, openInside, openLocally, signIn } from '../session';
import { t } from '../strings';
import { Button, Notice, Skeleton } from '../ui/parts';

/** What is shown before there is a session. */
export function SignInPage() {
  const texts = t().signIn;
  const session = signIn.value;
  if (session.state === 'opening') return <><h1 class="hidden">{texts.opening}</h1><Skeleton /></>;
  if (session.state === 'refused') {
    return (
      <section class="card welcome">
        <h1>{texts.refusedTitle}</h1>
        <Notice tone="bad" words={session.problem} isNews><Button icon="reconnect" onClick={() => void openInside()}>{t().tryAgain}</Button></Notice>
      </section>
    );
  }
  return isLocal ? <LocalEntry /> : <OutsideEntry />;
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
