import type { ComponentChildren } from 'preact';
import { t } from '../strings';
import { CopyField } from '../ui/copy';
import { Notice } from '../ui/parts';
import { Trouble } from '../ui/trouble';
import type { Way } from './device';
import { CodeTime, type ShownCode } from './deviceCode';
import type { MadeKey } from './shortcut';

const releases = 'https://github.com/capcom6/android-sms-gateway/releases';

interface Props { publicUrl: string; codes: ShownCode | null; made: MadeKey | null }

/** The steps on the device, with what is to be typed or pasted there. */
export function DeviceHow({ way, ...props }: Props & { way: Way }) {
  const texts = t().deviceHow;
  const [title, Steps] = way === 'android' ? [texts.android.title, Android] as const : way === 'mac' ? [texts.mac.title, Mac] as const : [texts.iphone.title, Shortcut] as const;
  return (
    <section class="card stack" aria-labelledby="how">
      <h2 id="how">{title}</h2>
      <Steps {...props} />
      {way !== 'shortcut' && <Trouble title={texts[way].troubleTitle} lines={texts[way].trouble} />}
    </section>
  );
}

/** A step, with what belongs to it. */
function Step({ text, children }: { text: string; children?: ComponentChildren }) {
  return <li><div class="grow stack"><p>{text}</p>{children}</div></li>;
}

function Android({ publicUrl, codes }: Props) {
  const texts = t().deviceHow.android;
  return (
    <ol class="how">
      <Step text={texts.get}><p><a href={releases} target="_blank" rel="noreferrer">{texts.releases}</a></p></Step>
      <Step text={texts.install} />
      <Step text={texts.allow} />
      <Step text={texts.address}>
        <CopyField id="device-address" label={texts.addressLabel} value={`${publicUrl}/sms`} />
        {!publicUrl.startsWith('https:') && <Notice tone="warn" words={{ sentence: texts.notSecure, nextAction: texts.notSecureNext }} />}
      </Step>
      <Step text={texts.channel} />
      <Step text={texts.code}>{codes?.code && <><div class="code-field"><CopyField id="device-code" label={t().device.code} value={codes.code.code} /></div><CodeTime shown={codes} /></>}</Step>
      <Step text={texts.confirm} />
      <Step text={texts.battery} />
      <Step text={texts.restart} />
      <Step text={texts.rcs} />
    </ol>
  );
}

function Mac({ publicUrl, codes }: Props) {
  const texts = t().deviceHow.mac;
  return (
    <ol class="how">
      <Step text={texts.get} />
      <Step text={texts.open} />
      <Step text={texts.pair}>
        {codes?.code && <><CopyField id="pair-command" label={texts.pairLabel} value={`./whatsnap-companion pair ${publicUrl} ${codes.code.code}`} /><CodeTime shown={codes} /></>}
      </Step>
      <Step text={texts.confirm} />
      <Step text={texts.run}><CopyField id="install-command" label={texts.runLabel} value="./whatsnap-companion install" /></Step>
      <Step text={texts.allow} />
      <Step text={texts.awake} />
    </ol>
  );
}

function Shortcut({ publicUrl, made }: Props) {
  const texts = t().deviceHow.iphone;
  return (
    <>
      {made && (
        <>
          <CopyField id="device-address" label={texts.address} value={`${publicUrl}/device/v1/inbox/simple`} />
          <CopyField id="device-key" label={texts.authorization} value={`Bearer ${made.token}`} />
        </>
      )}
      <ol class="how">{texts.steps.map((line) => <Step key={line} text={line} />)}</ol>
    </>
  );
}
