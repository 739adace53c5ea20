import { useState } from 'preact/hooks';
import { asProblem, callLocal, Problem } from '../api';
import { t } from '../strings';
import { ProblemNotice } from '../ui/parts';
import { Toggle } from '../ui/toggle';

type Fault = 'crmDown' | 'crmSlow' | 'crmErrors' | 'smsDown' | 'smsUndelivered';

const crm: Partial<Record<Fault, object>> = { crmDown: { unavailable: true }, crmSlow: { latencyMs: 4000 }, crmErrors: { error500Rate: 0.5 } };
const sms: Partial<Record<Fault, object>> = { smsDown: { unavailable: true }, smsUndelivered: { undeliveredRate: 1 } };

/** What can go wrong around the product, to see that nothing is lost; the simulators do it until it is switched off. */
export function Faults() {
  const texts = t().playground;
  const [on, setOn] = useState<ReadonlySet<Fault>>(new Set());
  const [problem, setProblem] = useState<Problem | null>(null);
  const set = async (fault: Fault, isOn: boolean) => {
    const wanted = new Set(on);
    if (isOn) wanted.add(fault);
    else wanted.delete(fault);
    setOn(wanted);
    setProblem(null);
    const all = (faults: Partial<Record<Fault, object>>) => Object.assign({}, ...Object.entries(faults).filter(([name]) => wanted.has(name as Fault)).map(([, value]) => value)) as object;
    try {
      await callLocal('PUT', 'local/playground/crm/faults', all(crm));
      await callLocal('PUT', 'local/playground/sms/faults', { statusDelayMs: 500, ...all(sms) });
    } catch (refused) {
      setOn(on);
      setProblem(asProblem(refused));
    }
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
