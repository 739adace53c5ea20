import { to } from '../router';
import { t } from '../strings';
import { Icon, type IconName } from '../ui/icon';
import { ButtonLink, Notice } from '../ui/parts';

type Platform = 'iphone' | 'android' | 'mac';

const icons: Record<Platform, IconName> = { iphone: 'device', android: 'device', mac: 'mac' };

/** The platform that a part of the address names. */
export const platformOf = (part: string | undefined): Platform | null => (part !== undefined && part in icons ? part as Platform : null);

/** Which device it is. */
export function DeviceChoice() {
  const texts = t().device;
  return (
    <>
      <p class="intro">{texts.choose}</p>
      <ul class="stack plain-list">
        {(Object.keys(icons) as Platform[]).map((platform) => (
          <li key={platform}>
            <a class="card row-button" href={to('accounts', 'new', 'device', platform)}>
              <span class="kind device"><Icon name={icons[platform]} /></span>
              <span class="grow"><span class="strong">{texts.platforms[platform].name}</span><span class="faint">{texts.platforms[platform].hint}</span></span>
              <Icon name="forward" />
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

/** How a device of a platform will be linked; none can be yet. */
export function DevicePlan({ platform }: { platform: Platform }) {
  const texts = t().device;
  return (
    <div class="stack">
      <Notice tone="none" words={{ sentence: texts.soon, nextAction: texts.soonNext }}>
        <ButtonLink icon="whatsapp" href={to('accounts', 'new', 'whatsapp')}>{t().add.whatsapp}</ButtonLink>
        <ButtonLink icon="twilio" href={to('accounts', 'new', 'twilio')}>{t().add.twilio}</ButtonLink>
      </Notice>
      <section class="card stack" aria-labelledby="plan">
        <h2 id="plan">{texts.plan}</h2>
        <p>{texts.platforms[platform].why}</p>
        <ol class="how">{texts.platforms[platform].steps.map((line) => <li key={line}>{line}</li>)}</ol>
      </section>
    </div>
  );
}
