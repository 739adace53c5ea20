import { useState } from 'preact/hooks';
import { Problem, useLive } from '../api';
import { chooseLocation } from '../session';
import { t } from '../strings';
import { Icon } from '../ui/icon';
import { Empty, PageHead, ProblemNotice, Skeleton } from '../ui/parts';

interface Locations { locations: { id: string; name: string }[] }

/** The locations of an agency, to open one of them. */
export function LocationsPage() {
  const texts = t().agency;
  const live = useLive<Locations>('api/locations', 60);
  const [problem, setProblem] = useState<Problem | null>(null);
  const open = (id: string) => {
    setProblem(null);
    chooseLocation(id).catch((refused: Problem) => setProblem(refused));
  };
  const shown = problem ?? live.problem;
  return (
    <>
      <PageHead title={texts.title} />
      <p class="intro">{texts.intro}</p>
      {shown && <ProblemNotice problem={shown} onRetry={() => { setProblem(null); void live.refresh(); }} />}
      {!live.data ? !live.problem && <Skeleton /> : live.data.locations.length === 0
        ? <Empty icon="agency" title={texts.none}><p>{texts.noneNext}</p></Empty>
        : (
          <ul class="stack plain-list">
            {live.data.locations.map(({ id, name }) => (
              <li key={id}>
                <button type="button" class="card row-button" onClick={() => open(id)}>
                  <Icon name="agency" /><span class="grow strong">{name || texts.unnamed}</span><Icon name="forward" />
                </button>
              </li>
            ))}
          </ul>
        )}
    </>
  );
}
