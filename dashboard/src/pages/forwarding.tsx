import { t } from '../strings';
import type { Forwarding } from '../types';
import { Option } from '../ui/parts';
import { Toggle } from '../ui/toggle';

/** What of a phone or Mac is brought in: whose messages, and what services write. */
export function ForwardingChoices({ rules, onChange }: { rules: Forwarding; onChange: (change: Partial<Forwarding>) => void }) {
  const texts = t().forwarding;
  return (
    <>
      <div><fieldset class="choices">
        <legend>{texts.who}</legend>
        <Option name="who" label={texts.everybody.name} hint={texts.everybody.hint} isTaken={!rules.onlyContacts} onTake={() => onChange({ onlyContacts: false })} />
        <Option name="who" label={texts.contacts.name} hint={texts.contacts.hint} isTaken={rules.onlyContacts} onTake={() => onChange({ onlyContacts: true })} />
      </fieldset></div>
      <div class="stack">
        <Toggle label={texts.services} hint={texts.servicesHint} isOn={rules.takesServices} onChange={(takesServices) => onChange({ takesServices })} />
        <Toggle label={texts.codes} hint={texts.codesHint} isOn={rules.takesCodes} onChange={(takesCodes) => onChange({ takesCodes })} />
      </div>
    </>
  );
}
