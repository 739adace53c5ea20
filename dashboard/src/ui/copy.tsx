import { useState } from 'preact/hooks';
import { t } from '../strings';
import { Button, Field } from './parts';
import { say } from './toasts';

/** Copies the text of a field. Where the browser lets no script at the clipboard, as in a frame, the text is selected and the keys are named. */
export function CopyButton({ field, what = '' }: { field: string; what?: string }) {
  const [isRefused, refuse] = useState(false);
  const copy = async () => {
    const isCopied = await copied(document.getElementById(field) as HTMLInputElement | HTMLTextAreaElement);
    refuse(!isCopied);
    if (isCopied) say(t().copied);
  };
  return (
    <>
      <Button icon="copy" aria-label={what ? `${t().copy}: ${what}` : undefined} onClick={() => void copy()}>{t().copy}</Button>
      {isRefused && <p class="hint" role="alert">{t().copyByKeys}</p>}
    </>
  );
}

/** Something to be copied, whole. */
export function CopyField({ id, label, value }: { id: string; label: string; value: string }) {
  return <div class="field-row copy-field"><Field id={id} label={label} value={value} readOnly /><CopyButton field={id} what={label} /></div>;
}

async function copied(field: HTMLInputElement | HTMLTextAreaElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // Refused to this frame, or missing in this browser. The old way asks nobody, but not every browser has it.
    field.focus();
    field.select();
    return document.execCommand('copy');
  }
}
