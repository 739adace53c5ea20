import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLive } from './api';
import { lazy } from './lazy';
import { AccountsPage } from './pages/accounts';
import { LocationsPage } from './pages/locations';
import { SignInPage } from './pages/signIn';
import { place, to } from './router';
import { hasAgency, leaveLocation, signIn } from './session';
import { language, languages, speak, t } from './strings';
import { timeZone } from './time';
import type { Place } from './types';
import { Icon, type IconName } from './ui/icon';

const AddPage = lazy(async () => (await import('./pages/add')).AddPage);
const ConnectPage = lazy(async () => (await import('./pages/connect')).ConnectPage);

/** The whole page: first who it is, then the place that the address names. */
export function App() {
  const session = signIn.value;
  if (session.state !== 'open') return <Frame><SignInPage /></Frame>;
  return session.locationId === null ? <Frame><LocationsPage /></Frame> : <LocationApp key={session.locationId} />;
}

function LocationApp() {
  const location = useLive<Place>('api/location', 300);
  useEffect(() => { if (location.data) timeZone.value = location.data.timeZone; }, [location.data]);
  return <Frame location={location.data}><Page location={location.data} /></Frame>;
}

function Page({ location }: { location: Place | undefined }) {
  const [section, id, page] = place.value;
  if (section === 'accounts' && id === 'new') return <AddPage location={location} kind={page} />;
  if (section === 'accounts' && id && page === 'connect') return <ConnectPage key={id} id={id} />;
  return <AccountsPage />;
}

interface Tab { name: string; icon: IconName; parts: string[] }

function Frame({ location, children }: { location?: Place | undefined; children: ComponentChildren }) {
  const texts = t();
  const main = useRef<HTMLElement>(null);
  const where = place.value.join('/');
  const before = useRef(where);

  // Who goes to another page by keyboard or hears it read begins at its title.
  useEffect(() => {
    if (before.current === where) return;
    before.current = where;
    scrollTo(0, 0);
    main.current?.querySelector('h1')?.focus({ preventScroll: true });
  }, [where]);
  useEffect(() => {
    const title = main.current?.querySelector('h1')?.textContent;
    document.title = title ? `${title} · ${texts.product}` : texts.product;
  });

  const tabs: Tab[] = location ? [{ name: texts.nav.accounts, icon: 'whatsapp', parts: ['accounts'] }] : [];
  const current = place.value[0] ?? 'accounts';
  return (
    <>
      <a class="skip" href="#content" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>{texts.skip}</a>
      <header class="top">
        <a class="brand" href={to('accounts')}><img src={new URL('./icon.svg', import.meta.url).href} alt="" width="28" height="28" />{texts.product}</a>
        {location?.name && <span class="where">{location.name}</span>}
        <nav aria-label={texts.nav.label} class="tabs">
          {tabs.length > 1 && tabs.map((tab) => (
            <a key={tab.name} href={to(...tab.parts)} aria-current={current === tab.parts[0] ? 'page' : undefined}><Icon name={tab.icon} />{tab.name}</a>
          ))}
        </nav>
        <span class="spring" />
        {location && hasAgency() && <button type="button" class="button quiet" onClick={leaveLocation}><Icon name="agency" size={18} />{texts.nav.locations}</button>}
        <label class="language"><span class="hidden">{texts.nav.language}</span>
          <select value={language.value} onChange={(event) => void speak(event.currentTarget.value)}>
            {Object.entries(languages).map(([code, name]) => <option key={code} value={code}>{name}</option>)}
          </select>
        </label>
      </header>
      <main id="content" ref={main} tabIndex={-1}>{children}</main>
    </>
  );
}
