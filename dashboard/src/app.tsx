import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLive } from './api';
import { lazy } from './lazy';
import { AccountsPage } from './pages/accounts';
import { LocationsPage } from './pages/locations';
import { SignInPage } from './pages/signIn';
import { beginAtTitle, place, to } from './router';
import { hasAgency, isLocal, leaveLocation, signIn } from './session';
import { language, languages, speak, t } from './strings';
import { timeZone } from './time';
import type { Place } from './types';
import { Icon, type IconName } from './ui/icon';
import { helpUrl } from './ui/trouble';

const AddPage = lazy(async () => (await import('./pages/add')).AddPage);
const ConnectPage = lazy(async () => (await import('./pages/connect')).ConnectPage);
const AccountPage = lazy(async () => (await import('./pages/account')).AccountPage);
const MessagesPage = lazy(async () => (await import('./pages/messages')).MessagesPage);
const HealthPage = lazy(async () => (await import('./pages/health')).HealthPage);
const PlaygroundPage = lazy(async () => (await import('./pages/playground')).PlaygroundPage);
const RoutingPage = lazy(async () => (await import('./pages/routing')).RoutingPage);
const ActivityPage = lazy(async () => (await import('./pages/activity')).ActivityPage);
const PrivacyPage = lazy(async () => (await import('./pages/privacy')).PrivacyPage);
const Toasts = lazy(async () => (await import('./ui/toasts')).Toasts, null);

/** The whole page: first who it is, then the place that the address names. */
export function App() {
  const session = signIn.value;
  if (session.state !== 'open') return <Frame><SignInPage /></Frame>;
  return session.locationId === null ? <Frame><LocationsPage /></Frame> : <LocationApp key={session.locationId} />;
}

function LocationApp() {
  const location = useLive<Place>('api/location', 300);
  useEffect(() => {
    if (!location.data) return;
    timeZone.value = location.data.timeZone;
    helpUrl.value = location.data.helpUrl;
  }, [location.data]);
  return <Frame location={location.data} isBound><Page location={location.data} /><Toasts /></Frame>;
}

function Page({ location }: { location: Place | undefined }) {
  const [section, id, page, part] = place.value;
  if (section === 'messages') return <MessagesPage />;
  if (section === 'health') return <HealthPage />;
  if (section === 'routing') return <RoutingPage />;
  if (section === 'activity') return <ActivityPage />;
  if (section === 'privacy') return <PrivacyPage location={location} />;
  if (section === 'playground' && isLocal && location) return <PlaygroundPage locationId={location.id} />;
  if (section === 'accounts' && id === 'new') return <AddPage location={location} kind={page} part={part} />;
  if (section === 'accounts' && id && page === 'connect') return <ConnectPage key={id} id={id} part={part} />;
  if (section === 'accounts' && id) return <AccountPage key={id} id={id} />;
  return <AccountsPage />;
}

interface Tab { name: string; icon: IconName; part: string }

function Frame({ location, isBound = false, children }: { location?: Place | undefined; isBound?: boolean; children: ComponentChildren }) {
  const texts = t();
  const main = useRef<HTMLElement>(null);
  const where = place.value.join('/');
  const before = useRef(where);

  useEffect(() => {
    if (before.current === where) return;
    before.current = where;
    scrollTo(0, 0);
    beginAtTitle();
  }, [where]);
  useEffect(() => {
    const title = main.current?.querySelector('h1')?.textContent;
    document.title = title ? `${title} · ${texts.product}` : texts.product;
  });

  const tabs: Tab[] = [
    { name: texts.nav.accounts, icon: 'whatsapp', part: 'accounts' }, { name: texts.nav.messages, icon: 'messages', part: 'messages' },
    { name: texts.nav.health, icon: 'health', part: 'health' },
  ];
  if (isLocal) tabs.push({ name: texts.nav.playground, icon: 'play', part: 'playground' });
  const current = place.value[0] ?? 'accounts';
  return (
    <>
      <a class="skip" href="#content" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>{texts.skip}</a>
      <header class="top">
        <a class="brand" href={to('accounts')}><img src={new URL('./icon.svg', import.meta.url).href} alt="" width="28" height="28" />{texts.product}</a>
        {location?.name && <span class="where">{location.name}</span>}
        <span class="spring" />
        {isBound && hasAgency() && <button type="button" class="button quiet" onClick={() => { leaveLocation(); beginAtTitle(); }}><Icon name="agency" size={18} />{texts.nav.locations}</button>}
        {isBound && (
          <nav aria-label={texts.nav.label} class="tabs">
            {tabs.map((tab) => (
              <a key={tab.part} href={to(tab.part)} aria-current={current === tab.part ? 'page' : undefined}><Icon name={tab.icon} />{tab.name}</a>
            ))}
          </nav>
        )}
      </header>
      <main id="content" ref={main} tabIndex={-1}>{children}</main>
      <footer class="foot">
        <label>{texts.nav.language}{' '}
          <select value={language.value} onChange={(event) => void speak(event.currentTarget.value)}>
            {Object.entries(languages).map(([code, name]) => <option key={code} value={code}>{name}</option>)}
          </select>
        </label>
        <label>{texts.nav.theme}{' '}
          <select onChange={(event) => { document.documentElement.style.colorScheme = event.currentTarget.value; }}>
            <option value="">{texts.nav.themes.auto}</option><option value="light">{texts.nav.themes.light}</option><option value="dark">{texts.nav.themes.dark}</option>
          </select>
        </label>
        {location && (
          <>
            <span>{texts.nav.times(location.timeZone)}</span>
            {(['routing', 'activity', 'privacy'] as const).map((part) => <a key={part} href={to(part)} aria-current={current === part ? 'page' : undefined}>{texts.nav[part]}</a>)}
          </>
        )}
      </footer>
    </>
  );
}
