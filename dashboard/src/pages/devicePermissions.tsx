import { t } from '../strings';
import type { Device, Platform } from '../types';
import { Icon, type IconName } from '../ui/icon';

type Permission = keyof Device['permissions'];

const needed: Record<Platform, Permission[]> = {
  android: ['sms', 'battery'], mac: ['fullDiskAccess', 'automation', 'imessage', 'messagesRunning', 'smsForwarding'], iphone: [],
};

/** What slows or limits a device, and keeps it from nothing that it must do. */
const notes: Permission[] = ['smsForwarding', 'battery'];

/** What a device may do, as it told last, with what to do about the rest. */
export function DevicePermissions({ device }: { device: Device }) {
  const texts = t().device;
  if (needed[device.platform].length === 0) return null;
  return (
    <ul class="steps plain-list" aria-live="polite">
      {needed[device.platform].map((one) => {
        const is = device.permissions[one];
        const [tone, icon]: [string, IconName] = is === null ? ['none', 'question'] : is ? ['good', 'passed'] : notes.includes(one) ? ['warn', 'warning'] : ['bad', 'failed'];
        return (
          <li key={one} class={tone}>
            <Icon name={icon} />
            <div>
              <p class="strong">{texts.permissions[one].name}</p>
              {is === false ? <p class="next">{texts.permissions[one].fix}</p> : <p>{is ? texts.isFine : texts.notReported}</p>}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
