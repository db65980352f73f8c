import { useEffect, useRef, useState } from 'preact/hooks';
import { appid, credential, lastResponseAt, outage, recoveries, unauthenticated } from './client.js';
import { Choice } from './components/choice.js';
import { ErrorNotice } from './components/error-notice.js';
import { Link } from './components/link.js';
import { Progress } from './components/progress.js';
import { SignInForm } from './components/sign-in-form.js';
import { formatTime } from './format.js';
import { exists, isAllowed, loadedPage, loadPage, NAVIGATION } from './pages.js';
import { language, theme } from './preferences.js';
import { probe } from './recovery.js';
import { addressOf, navigate, type PageName, route } from './router.js';
import { targetOf, textTarget } from './search-target.js';
import { can, loadSession, sessionErrors, signOut, switchAccount, viewer } from './session.js';
import { words } from './words/words.js';

/** What surrounds every page: navigation, search, account and preferences. */
export function Frame() {
  const { frame, pages } = words();
  const { page } = route.value;
  return (
    <>
      <header>
        <button type="button" class="quiet skip" onClick={() => document.getElementById('main')?.focus()}>
          {frame.skip}
        </button>
        <strong>{frame.name}</strong>
        <nav aria-label={frame.navigation}>
          {NAVIGATION.filter(isAllowed).map((name) => (
            <Link key={name} to={addressOf({ page: name })} current={page === name}>
              {pages[name]}
            </Link>
          ))}
        </nav>
        <SearchBox />
        <AccountSwitch />
        <Choice
          label={frame.language}
          value={language.value}
          options={[
            ['en', 'English'],
            ['zh', '简体中文'],
          ]}
          onChange={(chosen) => {
            language.value = chosen;
          }}
        />
        <Choice
          label={frame.theme}
          value={theme.value}
          options={[
            ['system', frame.system],
            ['light', frame.light],
            ['dark', frame.dark],
          ]}
          onChange={(chosen) => {
            theme.value = chosen;
          }}
        />
      </header>
      <main id="main" tabIndex={-1}>
        <ConnectionNotice />
        <Page />
      </main>
    </>
  );
}

/** How long the end of an outage is shown, milliseconds. */
const RECOVERED_MS = 6000;

/** Reports an outage, how old the data on the page are, and its end. */
function ConnectionNotice() {
  const { frame } = words();
  const [recovered, setRecovered] = useState(false);
  const count = recoveries.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: shown after each outage
  useEffect(() => {
    if (count === 0) return;
    setRecovered(true);
    const timer = setTimeout(() => setRecovered(false), RECOVERED_MS);
    return () => clearTimeout(timer);
  }, [count]);
  const cause = outage.value;
  const last = lastResponseAt.value;
  return (
    <div role="status">
      {cause !== undefined && (
        <p class="notice">
          {frame.network[cause]} {last !== undefined && frame.dataFrom(formatTime(last))} {frame.continues}
        </p>
      )}
      {cause === undefined && recovered && <p class="notice notice-good">{frame.recovered}</p>}
    </div>
  );
}

function Page() {
  if (unauthenticated.value) return <SignInForm />;
  if (viewer.value === undefined) {
    const errors = sessionErrors.value;
    return errors.length > 0 ? <ErrorNotice errors={errors} onRetry={() => loadSession()} /> : <Progress loading />;
  }
  const { frame } = words();
  const current = route.value;
  if (current.page === 'unknown' || !exists(current.page)) return <h1>{frame.notFound}</h1>;
  if (!isAllowed(current.page)) return <h1>{frame.notAllowed}</h1>;
  return <LoadedPage page={current.page} id={current.page === 'card' ? current.id : ''} />;
}

/**
 * Sets the title of the document from the heading of the page, and moves the focus to the heading when another page is shown, so that a
 * screen reader reads it. The page that is shown first keeps the focus of the browser.
 */
function useHeading(page: string, isShown: boolean): void {
  const previous = useRef<string | undefined>(undefined);
  const { frame } = words();
  useEffect(() => {
    const heading = document.querySelector('main h1');
    if (!isShown || heading === null) return undefined;
    const setTitle = () => {
      document.title = `${heading.textContent} – ${frame.name}`;
    };
    setTitle();
    // a page may show the name of its object later
    const observer = new MutationObserver(setTitle);
    observer.observe(heading, { characterData: true, childList: true, subtree: true });
    if (previous.current !== undefined && previous.current !== page && heading instanceof HTMLElement) {
      heading.tabIndex = -1;
      heading.focus();
    }
    previous.current = page;
    return () => observer.disconnect();
  }, [page, isShown, frame]);
}

/** Loads the module of a page and shows it. */
function LoadedPage({ page, id }: { page: PageName; id: string }) {
  const [failed, setFailed] = useState<PageName>();
  const [, setShown] = useState<PageName>();
  const module = loadedPage(page);
  const load = () => {
    setFailed(undefined);
    loadPage(page).then(
      () => setShown(page),
      () => {
        setFailed(page);
        void probe();
      },
    );
  };
  const count = recoveries.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `load` depends on the page only, and is repeated after an outage
  useEffect(() => {
    if (module === undefined) load();
  }, [page, count]);
  useHeading(`${page} ${id}`, module !== undefined);
  if (module !== undefined) return <module.Page key={page} id={id} />;
  if (failed !== page) return <Progress loading />;
  return (
    <div role="alert" class="notice notice-error">
      <p>{words().frame.notLoaded}</p>
      <button type="button" onClick={() => location.reload()}>
        {words().frame.reloadPage}
      </button>
    </div>
  );
}

/** Opens the page of a code or an id, or searches the cards for a text. */
function SearchBox() {
  const { frame } = words();
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => focusOnSlash(input), []);
  const submit = (event: Event) => {
    event.preventDefault();
    const found = targetOf(text);
    const { kind, route, values } = can(found.scope) ? found : textTarget(text);
    // A code or an id of a user would stay on screen.
    if (kind !== 'text') setText('');
    navigate(addressOf(route, values));
  };
  return (
    <search>
      <form onSubmit={submit}>
        <input
          ref={input}
          type="search"
          aria-label={frame.search}
          aria-keyshortcuts="/"
          placeholder={frame.searchPlaceholder}
          autocomplete="off"
          maxLength={256}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </form>
    </search>
  );
}

/** Focuses the input when `/` is pressed outside of a field. Returns a function that ends this. */
function focusOnSlash(input: { readonly current: HTMLInputElement | null }): () => void {
  const focus = (event: KeyboardEvent) => {
    const { target } = event;
    const isTyping = target instanceof Element && target.matches('input, select, textarea, [contenteditable]');
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
    event.preventDefault();
    input.current?.select();
  };
  addEventListener('keydown', focus);
  return () => removeEventListener('keydown', focus);
}

function AccountSwitch() {
  const { frame } = words();
  const current = viewer.value;
  if (current === undefined) return null;
  const accounts = (current.accounts?.nodes ?? []).map((one) => [one.appid, one.name ?? one.appid] as const);
  const chosen = appid.value ?? current.account?.appid ?? '';
  const areAllListed = (current.accounts?.totalCount ?? 0) <= accounts.length;
  return (
    <>
      {areAllListed && accounts.length > 0 && (
        <Choice label={frame.account} value={chosen} options={accounts} onChange={switchAccount} />
      )}
      {!areAllListed && <AccountEntry accounts={accounts} chosen={chosen} />}
      {credential.value !== undefined && (
        <button type="button" class="quiet" onClick={signOut}>
          {frame.signOut} {current.name}
        </button>
      )}
    </>
  );
}

/** A field for the appid of an account, with the first accounts as suggestions: there are too many for a list. */
function AccountEntry(props: { accounts: readonly (readonly [appid: string, name: string])[]; chosen: string }) {
  const enter = (text: string) => {
    if (text !== '' && text !== props.chosen) switchAccount(text);
  };
  return (
    <label>
      <span>{words().frame.accountAppid}</span>
      <input
        list="accounts"
        autocomplete="off"
        spellcheck={false}
        maxLength={64}
        value={props.chosen}
        onChange={(event) => enter(event.currentTarget.value.trim())}
      />
      <datalist id="accounts">
        {props.accounts.map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </datalist>
    </label>
  );
}
