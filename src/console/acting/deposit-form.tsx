import { useId, useMemo, useState } from 'preact/hooks';
import { DataTable } from '../components/data-table.js';
import { Facts } from '../components/facts.js';
import { csvText } from '../csv-file.js';
import { formatNumber } from '../format.js';
import type { CardQuery } from '../generated/operations.js';
import { saveCsv } from '../save-csv.js';
import { deposit as en } from '../words/en/deposit.js';
import { inLanguage } from '../words/words.js';
import { deposit as zh } from '../words/zh/deposit.js';
import { ActForm } from './act-form.js';
import type { ActFormProps } from './actions.js';
import { type CodeProblem, codesIn, firstColumnIn } from './codes-in.js';
import { type Deposit, type DepositInput, depositInPortions, FATES, type Fate } from './deposit.js';
import { Field } from './field.js';
import { actingWords } from './limits.js';
import { useAct } from './use-act.js';

type Card = NonNullable<CardQuery['card']>;

const texts = () => inLanguage({ en, zh });

/** Maximum number of codes of one form. */
const MAX_CODES = 10_000;

/** Maximum size of a file, bytes. */
const MAX_FILE_BYTES = 4_000_000;

/** Maximum number of problems and of outcomes that are shown. The file contains all outcomes. */
const SHOWN = { problems: 5, outcomes: 100 };

/** Deposits the codes of a file or a text for a card. */
export function DepositForm({ subject: { id }, onSettled }: ActFormProps<Pick<Card, 'id'>>) {
  const words = texts();
  const [known, setKnown] = useState<Deposit>();
  const fileId = useId();
  const [isTooLarge, setTooLarge] = useState(false);
  const act = useAct({
    name: `deposit.${id}`,
    initial: { codes: '' },
    check: ({ codes = '' }) => problemsIn(codes),
    inputOf: ({ codes = '' }, idempotencyKey): DepositInput => ({
      cardId: id,
      codes: codesIn(codes).codes,
      idempotencyKey,
    }),
    send: async (input: DepositInput) => {
      setKnown(undefined);
      return depositInPortions(input, setKnown);
    },
    fieldOf: ([name]) => (name === 'codes' ? name : undefined),
    onSettled,
  });
  const text = act.values.codes ?? '';
  const read = useMemo(() => codesIn(text), [text]);
  const readFile = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (file === undefined) return;
    setTooLarge(file.size > MAX_FILE_BYTES);
    if (file.size <= MAX_FILE_BYTES) act.set('codes', firstColumnIn(await file.text()));
    // So that the same file can be chosen again after it was corrected.
    input.value = '';
  };
  const isRefusedInPart = known !== undefined && known.remaining.length < read.codes.length;
  const { outcome, sending } = act;
  const isIncomplete = outcome?.kind === 'refused' || outcome?.kind === 'unknown';
  return (
    <ActForm
      act={act}
      submit={words.submit(formatNumber(read.codes.length))}
      texts={{ ...(isRefusedInPart && { refused: words.refusedPartly }), unknownRemedy: words.continues }}
      result={(deposit) => (
        <>
          {deposit.deposited.length > 0 && <p>{words.next}</p>}
          <Outcomes deposit={deposit} cardId={id} />
        </>
      )}
    >
      <div class="field">
        <div class="upload">
          <input
            id={fileId}
            type="file"
            accept=".csv,.txt,text/csv,text/plain"
            disabled={act.locked}
            aria-describedby={`${fileId}-hint`}
            onChange={(event) => readFile(event.currentTarget)}
          />
          <label for={fileId}>{words.file}</label>
        </div>
        <p id={`${fileId}-hint`} class="facts">
          {words.fileHint}
        </p>
        <p class="problem" aria-live="polite">
          {isTooLarge && words.fileTooLarge}
        </p>
      </div>
      <Field act={act} name="codes" label={words.codes} hint={words.codesHint} limits={{ required: true }} isLong />
      {text !== '' && <Read {...read} />}
      {sending && <Sending done={doneOf(known, read.codes.length)} count={read.codes.length} />}
      {isIncomplete && !sending && known !== undefined && <Outcomes deposit={known} cardId={id} />}
    </ActForm>
  );
}

const doneOf = (known: Deposit | undefined, count: number) =>
  known === undefined ? 0 : count - known.remaining.length;

function problemsIn(text: string): Record<string, string> {
  const words = texts();
  const { codes, problems } = codesIn(text);
  if (codes.length === 0) return { codes: actingWords().required };
  if (codes.length > MAX_CODES) return { codes: words.tooMany(formatNumber(MAX_CODES)) };
  return problems.length === 0 ? {} : { codes: words.correct(formatNumber(problems.length)) };
}

/** The number of codes that were read, and the first problems with their lines. */
function Read({ codes, problems }: { codes: readonly string[]; problems: readonly CodeProblem[] }) {
  const words = texts();
  const shown = problems.slice(0, SHOWN.problems);
  return (
    <div aria-live="polite">
      <p>{words.found(formatNumber(codes.length))}</p>
      {shown.length > 0 && (
        <ul class="problem">
          {shown.map((problem) => (
            <li key={problem.line}>{lineText(problem)}</li>
          ))}
          {problems.length > shown.length && <li>{words.more(formatNumber(problems.length - shown.length))}</li>}
        </ul>
      )}
    </div>
  );
}

function lineText({ line, kind, first }: CodeProblem): string {
  const words = texts();
  const text = kind === 'repeated' ? words.repeated(formatNumber(first ?? 0)) : words[kind];
  return words.line(formatNumber(line), text);
}

function Sending({ done, count }: { done: number; count: number }) {
  const words = texts();
  const text = words.progress(formatNumber(done), formatNumber(count));
  return (
    <p role="status">
      <progress value={done} max={count} aria-label={text} /> {text}
    </p>
  );
}

/** The outcome of each code: their numbers, the first ones as a table, and all as a file. */
function Outcomes({ deposit, cardId }: { deposit: Deposit; cardId: string }) {
  const words = texts();
  const rows = FATES.toReversed().flatMap((fate) => deposit[fate].map((code) => ({ code, fate })));
  const save = () => {
    const lines = rows.map(({ code, fate }) => [code, fate, words.fates[fate]]);
    saveCsv(csvText([words.columns, ...lines]), `deposit-${cardId}`);
  };
  const [code, , outcome] = words.columns;
  const shown = rows.slice(0, SHOWN.outcomes);
  return (
    <>
      <Facts facts={FATES.map((fate) => [words.fates[fate], countOf(deposit, fate)])} />
      <p class="buttons">
        <button type="button" class="quiet" onClick={save}>
          {words.save}
        </button>
      </p>
      {rows.length > shown.length && <p class="facts">{words.first(formatNumber(shown.length))}</p>}
      <DataTable
        caption={words.outcomes}
        columns={[
          { title: code, cell: (row) => <code>{row.code}</code> },
          { title: outcome, cell: (row) => words.fates[row.fate] },
        ]}
        rows={shown}
        keyOf={(row) => row.code}
      />
    </>
  );
}

function countOf(deposit: Deposit, fate: Fate): string | null {
  const { length } = deposit[fate];
  return length === 0 ? null : formatNumber(length);
}
