import * as dialog from '@zag-js/dialog';
import { normalizeProps, useMachine } from '@zag-js/preact';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { t } from '../strings';
import { Button } from './parts';

/** A question above the page; it keeps the focus, and Escape or a click beside it closes it. */
export function Dialog({ isOpen, onClose, title, children }: { isOpen: boolean; onClose: () => void; title: string; children: ComponentChildren }) {
  const service = useMachine(dialog.machine, {
    id: useId(), open: isOpen, role: 'alertdialog', closeOnInteractOutside: true, onOpenChange: ({ open }) => { if (!open) onClose(); },
  });
  const api = dialog.connect(service, normalizeProps);
  if (!api.open) return null;
  return (
    <>
      <div {...api.getBackdropProps()} class="backdrop" />
      <div {...api.getPositionerProps()} class="positioner">
        <div {...api.getContentProps()} class="card dialog">
          <h2 {...api.getTitleProps()}>{title}</h2>
          <div {...api.getDescriptionProps()} class="stack">{children}</div>
        </div>
      </div>
    </>
  );
}

/** The two buttons of a question. */
export function Choice({ yes, isDanger = false, isBusy, isDisabled = false, onYes, onNo }: {
  yes: string; isDanger?: boolean; isBusy: boolean; isDisabled?: boolean; onYes: () => void; onNo: () => void;
}) {
  return (
    <div class="buttons">
      <Button look={isDanger ? 'danger' : 'main'} isBusy={isBusy} disabled={isDisabled} onClick={onYes}>{yes}</Button>
      <Button look="quiet" onClick={onNo}>{t().cancel}</Button>
    </div>
  );
}
