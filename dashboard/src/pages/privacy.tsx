import { useState } from 'preact/hooks';
import { call, download } from '../api';
import { to } from '../router';
import { may } from '../session';
import { t } from '../strings';
import type { Place } from '../types';
import { Choice, Dialog } from '../ui/dialog';
import { Button, Field, Notice, PageHead, ProblemNotice, Skeleton } from '../ui/parts';
import { say } from '../ui/toasts';
import { useWork } from '../work';

/** Whose data: a person's by their number, or all of the location. */
type Owner = { number: string } | { locationId: string };

/** What is stored about a person or the location: to take along, or to erase. */
export function PrivacyPage({ location }: { location: Place | undefined }) {
  const texts = t().privacy;
  return (
    <div class="narrow">
      <PageHead title={texts.title} back={{ href: to('accounts'), label: t().accounts.title }} />
      {!location ? <Skeleton /> : !may('disconnect') ? <Notice tone="none" words={{ sentence: texts.noRight, nextAction: '' }} /> : (
        <div class="stack wide-gap">
          <p class="faint">{texts.intro}</p>
          <Person />
          <section class="stack" aria-labelledby="all"><h2 id="all">{texts.all}</h2>
            <div class="card stack"><p>{texts.allHint}</p>
              <Actions owner={{ locationId: location.id }} eraseTitle={texts.eraseAllTitle} eraseText={texts.eraseAllText} mustType={location.name || location.id} />
            </div>
          </section>
        </div>
      )}
    </div>
  );
}

function Person() {
  const texts = t().privacy;
  const [number, setNumber] = useState('');
  const clean = number.replace(/[\s()-]/g, '');
  return (
    <section class="stack" aria-labelledby="person">
      <h2 id="person">{texts.person}</h2>
      <div class="card stack">
        <p>{texts.personHint}</p>
        <Field id="owner" type="tel" label={texts.number} hint={t().connect.phoneNumberHint} value={number} autoComplete="off" onInput={(event) => setNumber(event.currentTarget.value)} />
        <Actions owner={{ number: clean }} isDisabled={!/^\+\d{6,15}$/.test(clean)} eraseTitle={texts.eraseTitle} eraseText={texts.eraseText} />
      </div>
    </section>
  );
}

function Actions({ owner, isDisabled = false, eraseTitle, eraseText, mustType = '' }: {
  owner: Owner; isDisabled?: boolean; eraseTitle: string; eraseText: string; mustType?: string;
}) {
  const texts = t().privacy;
  const [isAsked, ask] = useState(false);
  const [typed, setTyped] = useState('');
  const { isBusy, problem, run, forget } = useWork();
  const close = () => { ask(false); forget(); };
  const erase = () => run(async () => {
    await call('POST', 'api/privacy/erase', 'locationId' in owner ? { ...owner, confirm: owner.locationId } : owner);
    ask(false);
    say(texts.erasing);
  });
  return (
    <>
      {problem && !isAsked && <ProblemNotice problem={problem} />}
      <div class="buttons">
        <Button isBusy={isBusy && !isAsked} disabled={isDisabled} onClick={() => run(() => download('api/privacy/export', owner, 'whatsnap-export.ndjson'))}>{texts.export}</Button>
        <Button look="danger" disabled={isDisabled} onClick={() => { setTyped(''); forget(); ask(true); }}>{texts.erase}</Button>
      </div>
      <Dialog isOpen={isAsked} onClose={close} title={eraseTitle}>
        <p>{eraseText}</p>
        {mustType && <Field id="confirm" label={texts.typeName(mustType)} value={typed} autoComplete="off" onInput={(event) => setTyped(event.currentTarget.value)} />}
        {problem && <ProblemNotice problem={problem} />}
        <Choice yes={texts.erase} isDanger isBusy={isBusy} isDisabled={mustType !== '' && typed.trim() !== mustType} onYes={erase} onNo={close} />
      </Dialog>
    </>
  );
}
