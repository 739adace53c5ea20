import { t } from '../strings';
import { ago, dateTime } from '../time';

/** How long ago something was, with its day and time for whoever points at it. */
export function When({ at }: { at: string | null }) {
  return at === null ? <>{t().never}</> : <time dateTime={at} title={dateTime(at)}>{ago(at)}</time>;
}
