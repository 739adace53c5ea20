import * as zagSwitch from '@zag-js/switch';
import { normalizeProps, useMachine } from '@zag-js/preact';
import { useId } from 'preact/hooks';

/** Something that is on or off, and counts at once. */
export function Toggle({ label, hint, isOn, isDisabled = false, onChange }: {
  label: string; hint?: string; isOn: boolean; isDisabled?: boolean; onChange: (isOn: boolean) => void;
}) {
  const service = useMachine(zagSwitch.machine, { id: useId(), checked: isOn, disabled: isDisabled, onCheckedChange: ({ checked }) => onChange(checked) });
  const api = zagSwitch.connect(service, normalizeProps);
  return (
    <label {...api.getRootProps()} class="toggle">
      <input {...api.getHiddenInputProps() as object} />
      <span {...api.getControlProps()} class="track"><span {...api.getThumbProps()} class="thumb" /></span>
      <span {...api.getLabelProps()} class="grow"><span class="strong">{label}</span>{hint && <span class="hint">{hint}</span>}</span>
    </label>
  );
}
