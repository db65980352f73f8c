import { useEffect, useState } from 'preact/hooks';
import { CallList } from '../emulator/call-list.js';
import { ClaimPanel } from '../emulator/claim-panel.js';
import { ClockPanel } from '../emulator/clock-panel.js';
import { CodePanel } from '../emulator/code-panel.js';
import { control } from '../emulator/control.js';
import {
  type ActiveFault,
  callsOf,
  type Emulated,
  emulatedOf,
  faultsOf,
  type ReceivedCall,
} from '../emulator/emulated.js';
import { FaultsPanel } from '../emulator/faults-panel.js';
import { ResetPanel } from '../emulator/reset-panel.js';
import { ReviewPanel } from '../emulator/review-panel.js';
import { panelWords } from '../emulator/use-control.js';
import { words } from '../words/words.js';

/** How often calls, clock and faults are read while the page is visible, milliseconds. */
const POLL_MS = 2000;

/** How often cards and codes are read at least, seconds. */
const PERIOD_S = 30;

const NOTHING: Emulated = { cards: [], codes: [], qrCodes: [], openids: [] };

interface Live {
  readonly total: number;
  readonly calls: readonly ReceivedCall[];
  readonly faults: readonly ActiveFault[];
  readonly now: number;
}

/** What users, tills and reviewers do at the embedded emulator, and the calls that it receives. */
export function Page() {
  const { pages } = words();
  const { calls: texts, introduction } = panelWords();
  const [round, setRound] = useState(0);
  const { live, outdated } = useLive(round);
  const changes = live?.calls.find(({ committed }) => committed)?.number ?? 0;
  // Reviews and codes also end with time.
  const period = Math.floor((live?.now ?? 0) / PERIOD_S);
  const emulated = useEmulated(`${round} ${changes} ${period}`);
  const refresh = () => setRound((last) => last + 1);
  const paths = [...new Set(live?.calls.map(({ path }) => path))].toSorted();
  return (
    <>
      <h1>{pages.panel}</h1>
      <p>{introduction}</p>
      <div class="board">
        <ReviewPanel cards={emulated.cards} onChanged={refresh} />
        <ClaimPanel emulated={emulated} onChanged={refresh} />
        <CodePanel emulated={emulated} onChanged={refresh} />
        <ClockPanel now={live?.now} onChanged={refresh} />
        <FaultsPanel faults={live?.faults ?? []} paths={paths} onChanged={refresh} />
        <ResetPanel onChanged={refresh} />
      </div>
      <h2>{texts.title}</h2>
      <div role="status">{outdated && <p class="notice">{texts.outdated}</p>}</div>
      {live !== undefined && <CallList calls={live.calls} total={live.total} />}
    </>
  );
}

/** Reads calls, clock and faults again and again, and at once when `round` changes. */
function useLive(round: number): { readonly live: Live | undefined; readonly outdated: boolean } {
  const [live, setLive] = useState<Live>();
  const [outdated, setOutdated] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: reads at once after an action
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    const read = async () => {
      if (!document.hidden) {
        const [calls, faults, clock] = await Promise.all(
          ['calls/latest', 'faults', 'clock'].map((call) => control('GET', call)),
        );
        if (ended) return;
        const isComplete = calls?.kind === 'done' && faults?.kind === 'done' && clock?.kind === 'done';
        setOutdated(!isComplete);
        if (isComplete) {
          const { total } = calls.data;
          const now = Number(clock.data.now);
          setLive({ total: Number(total), calls: callsOf(calls.data), faults: faultsOf(faults.data), now });
        }
      }
      timer = setTimeout(read, POLL_MS);
    };
    void read();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [round]);
  return { live, outdated };
}

/** Reads cards, codes and QR codes when `key` changes. */
function useEmulated(key: string): Emulated {
  const [emulated, setEmulated] = useState(NOTHING);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` states what has changed
  useEffect(() => {
    let ended = false;
    void control('GET', 'state').then((result) => {
      if (!ended && result.kind === 'done') setEmulated(emulatedOf(result.data));
    });
    return () => {
      ended = true;
    };
  }, [key]);
  return emulated;
}
