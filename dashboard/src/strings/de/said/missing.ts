import { dateTime } from '../../../time';
import type { AccountHealth, Comparison } from '../../../types';

/** As far as it was looked, nothing of the account is missing: in German. */
export function missing({ nothingMissingSince, lookedUntil, compared }: AccountHealth): string {
  const since = dateTime(nothingMissingSince);
  const looked = lookedUntil !== null && Date.parse(lookedUntil) > Date.parse(nothingMissingSince)
    ? `Seit ${since} fehlt nichts; zuletzt nachgesehen: ${dateTime(lookedUntil)}.`
    : `Seit ${since} ist nichts bekannt, was fehlt; seitdem wurde nicht nachgesehen.`;
  return compared ? looked + listed(compared) : looked;
}

function listed({ hasList, until, broughtIn, inPart }: Comparison): string {
  if (!hasList) return ' Mit der eigenen Liste des Gateways kann nicht verglichen werden: Es führt keine.';
  if (until === null) return '';
  const found = broughtIn === 0 ? '' : `; ${broughtIn} davon waren nicht angekommen und kamen aus der Liste`;
  const part = inPart === 0 ? '' : `, ${inPart} nur mit dem Anfang`;
  return ` Alles, was die eigene Liste des Gateways bis ${dateTime(until)} hat, ist hier${found}${part}.`;
}
