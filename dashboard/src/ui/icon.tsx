import { h } from 'preact';
import {
  Activity, ArrowDownLeft, ArrowUpRight, Building2, CircleAlert, CircleCheck, CircleHelp, CircleX, Copy, ChevronLeft, ChevronRight, Laptop, LoaderCircle, MessageCircle,
  MessageSquareText, MessagesSquare, Play, Plus, RefreshCw, Smartphone, Tag, TriangleAlert, Unplug,
} from 'lucide';

const icons = {
  agency: Building2, alert: CircleAlert, back: ChevronLeft, copy: Copy, device: Smartphone, failed: CircleX, forward: ChevronRight, health: Activity, in: ArrowDownLeft, mac: Laptop, messages: MessagesSquare, out: ArrowUpRight, passed: CircleCheck,
  play: Play, plus: Plus, question: CircleHelp, reconnect: RefreshCw, running: LoaderCircle, tag: Tag, twilio: MessageSquareText, unplug: Unplug,
  warning: TriangleAlert, whatsapp: MessageCircle,
};

export type IconName = keyof typeof icons;

/** A picture beside words that say the same; readers of the screen leave it out. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg class={`icon icon-${name}`} width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor"
      stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
      {icons[name].map(([tag, attributes]) => h(tag as 'path', attributes as object))}
    </svg>
  );
}
