import * as toast from '@zag-js/toast';
import { normalizeProps, useMachine } from '@zag-js/preact';
import { useId } from 'preact/hooks';
import { Icon } from './icon';

const store = toast.createStore({ placement: 'bottom', overlap: false, gap: 12 });

/** Says for a few seconds that something was done. */
export const say = (title: string) => { store.create({ title, type: 'success', duration: 4000 }); };

/** Where such words appear. */
export function Toasts() {
  const service = useMachine(toast.group.machine, { id: useId(), store });
  const api = toast.group.connect(service, normalizeProps);
  return (
    <div {...api.getGroupProps()} class="toasts">
      {api.getToasts().map((one, index) => <Toast key={one.id} one={one} index={index} parent={service} />)}
    </div>
  );
}

function Toast({ one, index, parent }: { one: toast.Options; index: number; parent: toast.GroupService }) {
  const service = useMachine(toast.machine, { ...one, parent, index });
  const api = toast.connect(service, normalizeProps);
  return (
    <div {...api.getRootProps()} class="toast">
      <Icon name="passed" /><span {...api.getTitleProps()}>{api.title}</span>
    </div>
  );
}
