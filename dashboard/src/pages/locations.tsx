import { useState } from 'preact/hooks';
import { Problem, useLive } from '../api';
import { beginAtTitle } from '../router';
import { chooseLocation } from '../session';
import { t } from '../strings';
import { said } from '../strings/said';
import type { Kind, State } from '../types';
import { Icon } from '../ui/icon';
import { Badge, Button, Empty, meanwhile, PageHead, ProblemNotice, Skeleton } from '../ui/parts';
import { stateName, toneOf } from './accounts';

interface Named { id: string; name: string }

interface LocationState { id: string; state: State; accounts: { name: string; kind: Kind; state: State }[] }

/** So many locations are shown at once: the host tells the states of no more in one call. */
const pageSize = 20;

/** The locations of an agency with their accounts, to open one of them. */
export function LocationsPage() {
  const texts = t().agency;
  const live = useLive<{ locations: Named[] }>('api/locations', 60);
  const [text, setText] = useState('');
  const [pages, setPages] = useState(1);
  const [problem, setProblem] = useState<Problem | null>(null);
  const open = (id: string) => {
    setProblem(null);
    chooseLocation(id).then(() => beginAtTitle(), (refused: Problem) => setProblem(refused));
  };
  const all = [...live.data?.locations ?? []].sort((a, b) => a.name.localeCompare(b.name));
  const fitting = all.filter((one) => one.name.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase()));
  const shown = problem ?? live.problem;
  return (
    <>
      <PageHead title={texts.title}>{live.data && <span class="count">{texts.count(all.length)}</span>}</PageHead>
      <div class="stack">
        <p class="faint">{texts.intro}</p>
        {shown && <ProblemNotice problem={shown} onRetry={() => { setProblem(null); void live.refresh(); }} />}
        {all.length > 5 && (
          <label class="field"><span class="strong">{texts.find}</span><input type="search" value={text} onInput={(event) => { setText(event.currentTarget.value); setPages(1); }} /></label>
        )}
        {!live.data ? !live.problem && <Skeleton /> : all.length === 0
          ? <Empty icon="agency" title={texts.none}><p>{texts.noneNext}</p></Empty>
          : fitting.length === 0 ? <p>{texts.noneFound}</p>
            : Array.from({ length: pages }, (_, page) => fitting.slice(page * pageSize, (page + 1) * pageSize)).map((part, page) => <Part key={page} locations={part} onOpen={open} />)}
        {fitting.length > pages * pageSize && <div class="buttons"><Button onClick={() => setPages(pages + 1)}>{texts.more}</Button></div>}
      </div>
    </>
  );
}

function Part({ locations, onOpen }: { locations: Named[]; onOpen: (id: string) => void }) {
  const ids = locations.map((one) => one.id).join(',');
  const states = useLive<{ locations: LocationState[] }>(ids ? `api/locations/states?ids=${encodeURIComponent(ids)}` : null, 30);
  return (
    <>
      {states.problem && <ProblemNotice problem={states.problem} onRetry={() => void states.refresh()} />}
      <ul class="cards plain-list">
        {locations.map((location) => (
          <li key={location.id}><Card location={location} state={states.data?.locations.find((one) => one.id === location.id)} meanwhile={meanwhile(states)} onOpen={onOpen} /></li>
        ))}
      </ul>
    </>
  );
}

function Card({ location, state, meanwhile, onOpen }: { location: Named; state: LocationState | undefined; meanwhile: string; onOpen: (id: string) => void }) {
  const texts = t().agency;
  const name = location.name || texts.unnamed;
  const words = state && said(state.state, 'states');
  return (
    <article class="card account" aria-labelledby={`location-${location.id}`}>
      <div class="row middle"><span class="kind device"><Icon name="agency" /></span><h2 class="grow" id={`location-${location.id}`}>{name}</h2></div>
      {words && words.code !== 'connected' && <p class="state"><Icon name="warning" size={16} /> {words.sentence} <strong>{words.nextAction}</strong></p>}
      {!state ? <p class="faint">{meanwhile}</p> : state.accounts.length === 0 ? <p class="faint">{texts.noAccounts}</p> : (
        <ul class="stack tight-gap plain-list">
          {state.accounts.map((account) => (
            <li key={account.name} class="row"><Icon name={account.kind} size={18} /><span class="grow">{account.name}</span><Badge tone={toneOf(account.state.code)}>{stateName(account.state.code)}</Badge></li>
          ))}
        </ul>
      )}
      <div class="row"><span class="spring" /><Button aria-label={texts.open(name)} onClick={() => onOpen(location.id)}>{texts.openShort}</Button></div>
    </article>
  );
}
