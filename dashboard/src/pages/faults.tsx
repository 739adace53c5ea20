import { useState } from 'preact/hooks';
import { asProblem, callLocal, type Problem, useLive } from '../api';
import { t } from '../strings';
import { ProblemNotice } from '../ui/parts';
import { Toggle } from '../ui/toggle';

type Fault = 'crmDown' | 'crmSlow' | 'crmErrors' | 'smsDown' | 'smsUndelivered';

/** What a simulator does wrong, by the names that its state has for it. */
type Wrongs = Record<string, unknown>;

type Simulated = Partial<Record<Fault, Wrongs>>;

interface Doing { faults: Wrongs }

const crm: Simulated = { crmDown: { unavailable: true }, crmSlow: { latencyMs: 4000 }, crmErrors: { error500Rate: 0.5 } };
const sms: Simulated = { smsDown: { unavailable: true }, smsUndelivered: { undeliveredRate: 1 } };

/** The faults that a simulator shows now. */
const switchedOn = (faults: Simulated, doing: Doing | undefined) =>
  (Object.keys(faults) as Fault[]).filter((fault) => doing && Object.entries(faults[fault]!).every(([name, value]) => doing.faults[name] === value));

/** What can go wrong around the product, to see that nothing is lost; the simulators do it until it is switched off. */
export function Faults() {
  const texts = t().playground;
  const [crmDoing, smsDoing] = [useLive<Doing>('local/playground/crm/state', 2), useLive<Doing>('local/playground/sms/state', 2)];
  const [problem, setProblem] = useState<Problem | null>(null);
  const on = new Set([...switchedOn(crm, crmDoing.data), ...switchedOn(sms, smsDoing.data)]);
  const set = async (fault: Fault, isOn: boolean) => {
    const wanted = new Set(on);
    if (isOn) wanted.add(fault);
    else wanted.delete(fault);
    setProblem(null);
    const all = (faults: Simulated) => Object.assign({}, ...Object.entries(faults).filter(([name]) => wanted.has(name as Fault)).map(([, value]) => value)) as Wrongs;
    crmDoing.assume((now) => ({ ...now, faults: all(crm) }));
    smsDoing.assume((now) => ({ ...now, faults: all(sms) }));
    try {
      await callLocal('PUT', 'local/playground/crm/faults', all(crm));
      await callLocal('PUT', 'local/playground/sms/faults', { statusDelayMs: 500, ...all(sms) });
    } catch (refused) {
      setProblem(asProblem(refused));
    }
    await Promise.all([crmDoing.refresh(), smsDoing.refresh()]);
  };
  return (
    <section class="card stack" aria-labelledby="faults">
      <div><h2 id="faults">{texts.faults}</h2><p class="faint">{texts.faultsIntro}</p></div>
      {problem && <ProblemNotice problem={problem} />}
      <div class="fault-list">
        {(Object.keys({ ...crm, ...sms }) as Fault[]).map((fault) => (
          <Toggle key={fault} label={texts.faultNames[fault].name} hint={texts.faultNames[fault].hint} isOn={on.has(fault)} onChange={(isOn) => void set(fault, isOn)} />
        ))}
      </div>
    </section>
  );
}
