import { Facts } from '../components/facts.js';
import { Panel } from '../components/panel.js';
import { formatClock, formatDay, formatNumber } from '../format.js';
import { chinaToday, startOf } from '../statistics/days.js';
import { control } from './control.js';
import { ControlNotice, panelWords, useControl } from './use-control.js';

const HOUR_S = 3600;

/** How long before today begins in China, seconds. Events of that time are less than a day old for most of the day. */
const BEFORE_TODAY_S = HOUR_S / 4;

/** Differences from real time that are not shown, seconds. */
const SAME_S = 10;

/** The clock of the emulator, and the buttons that move it. `now` is in Unix seconds. */
export function ClockPanel({ now, onChanged }: { now: number | undefined; onChanged: () => void }) {
  const { clock } = panelWords();
  const action = useControl(onChanged);
  const move = (change: { readonly advanceSeconds: number } | { readonly now: number }) =>
    action.run(
      () => control('POST', 'clock', change),
      ({ now: moved }) => clock.moved(timeText(Number(moved))),
    );
  const realNow = () => Math.floor(Date.now() / 1000);
  const yesterdayEvening = () => Date.parse(startOf(chinaToday())) / 1000 - BEFORE_TODAY_S;
  return (
    <Panel title={clock.title} loading={now === undefined}>
      {now !== undefined && (
        <Facts
          facts={[
            [
              clock.now,
              <>
                {timeText(now)}
                <div class="facts">{differenceText(now - Date.now() / 1000)}</div>
              </>,
            ],
          ]}
        />
      )}
      <p class="buttons">
        <button type="button" class="quiet" onClick={() => move({ advanceSeconds: HOUR_S })}>
          {clock.hour}
        </button>
        <button type="button" class="quiet" onClick={() => move({ advanceSeconds: 24 * HOUR_S })}>
          {clock.day}
        </button>
        <button type="button" class="quiet" onClick={() => move({ now: yesterdayEvening() })}>
          {clock.yesterday}
        </button>
        <button type="button" class="quiet" onClick={() => move({ now: realNow() })}>
          {clock.today}
        </button>
      </p>
      <p class="facts">{clock.yesterdayHint}</p>
      <ControlNotice {...action} />
    </Panel>
  );
}

/** Returns the day and the time in China. */
export function timeText(seconds: number): string {
  const time = new Date(seconds * 1000).toISOString();
  return `${formatDay(time)} ${formatClock(time)}`;
}

function differenceText(seconds: number): string {
  const { clock } = panelWords();
  if (Math.abs(seconds) < SAME_S) return clock.real;
  const hours = formatNumber(Math.round(Math.abs(seconds) / (HOUR_S / 10)) / 10);
  return seconds > 0 ? clock.ahead(hours) : clock.behind(hours);
}
