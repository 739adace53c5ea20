import { useId } from 'preact/hooks';
import { language, t } from '../strings';

export interface Series { name: string; tone: 'one' | 'two' | 'bad'; points: { day: string; value: number }[] }

const [width, height, left, bottom, top] = [360, 180, 34, 22, 8];

/**
 * Bars per day, with the same figures as a table. Drawn here: a library of charts would weigh more than the rest of the page, and most draw
 * on a canvas, which no reader of the screen sees.
 */
export function Chart({ title, series, empty }: { title: string; series: Series[]; empty: string }) {
  const texts = t().health;
  const id = useId();
  const days = series[0]!.points.map((point) => point.day);
  const most = Math.max(0, ...series.flatMap((one) => one.points.map((point) => point.value)));
  const roof = niceRoof(most);
  const slot = (width - left) / days.length;
  const bar = Math.max(1, (slot * 0.72) / series.length);
  const y = (value: number) => top + (height - top - bottom) * (1 - value / roof);
  const shown = [0, Math.floor((days.length - 1) / 2), days.length - 1];
  return (
    <figure class="card chart" aria-labelledby={id}>
      <figcaption id={id}><h3>{title}</h3>
        <ul class="legend plain-list">{series.map((one) => <li key={one.name}><i class={one.tone} />{one.name}: <strong>{total(one)}</strong></li>)}</ul>
      </figcaption>
      {most === 0 ? <p class="faint">{empty}</p> : (
        <>
          <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={texts.chartOf(title)}>
            {[0, roof / 2, roof].map((value) => (
              <g key={value}><line x1={left} x2={width} y1={y(value)} y2={y(value)} /><text x={left - 6} y={y(value) + 4} text-anchor="end">{value}</text></g>
            ))}
            {series.map((one, place) => one.points.map((point, index) => point.value > 0 && (
              <rect key={point.day} class={one.tone} x={left + index * slot + slot * 0.14 + place * bar} y={y(point.value)} width={bar} height={y(0) - y(point.value)} rx={Math.min(2, bar / 3)}>
                <title>{`${shortDay(point.day)}: ${point.value} (${one.name})`}</title>
              </rect>
            )))}
            {shown.map((index) => (
              <text key={index} x={left + (index + 0.5) * slot} y={height - 5} text-anchor={index === 0 ? 'start' : index === days.length - 1 ? 'end' : 'middle'}>{shortDay(days[index]!)}</text>
            ))}
          </svg>
          <details>
            <summary>{texts.asTable}</summary>
            <div class="scroll" tabIndex={0} role="region" aria-label={texts.chartOf(title)}>
              <table>
                <thead><tr><th scope="col">{texts.day}</th>{series.map((one) => <th key={one.name} scope="col">{one.name}</th>)}</tr></thead>
                <tbody>
                  {days.map((day, index) => series.some((one) => one.points[index]!.value > 0) && (
                    <tr key={day}><th scope="row">{shortDay(day)}</th>{series.map((one) => <td key={one.name}>{one.points[index]!.value}</td>)}</tr>
                  ))}
                </tbody>
              </table>
            </div>
          </details>
        </>
      )}
    </figure>
  );
}

const total = (series: Series) => series.points.reduce((sum, point) => sum + point.value, 0);

/** A day of the location's calendar, which has no time in it. */
const shortDay = (day: string) => new Intl.DateTimeFormat(language.value, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(day));

/** An even number at the top of the scale, so that its half is whole. */
function niceRoof(most: number): number {
  const size = 10 ** Math.floor(Math.log10(Math.max(2, most)));
  return [1, 2, 4, 6, 8, 10].map((step) => step * size).find((value) => value >= most && value % 2 === 0) ?? size * 10;
}
