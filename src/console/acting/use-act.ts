import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { appid, type QueryError } from '../client.js';
import { viewer } from '../session.js';
import { type ActPayload, type ActResult, newKey, type Outcome, outcomeOf, type UserError } from './attempt.js';
import { type Draft, removeDraft, storeDraft, storedDraft } from './drafts.js';
import { actingWords } from './limits.js';
import type { Values } from './values.js';

/** Problems by the name of the field: in words, or as the server or the platform reported them. */
export type Problems = Readonly<Record<string, string | UserError>>;

export interface ActOptions<Input, Payload extends ActPayload> {
  /** Names the draft: the form, and what it changes, such as `stock.pCard`. */
  readonly name: string;
  /** The values without changes. All fields of the form. */
  readonly initial: Values;
  /** Returns the problems that prevent a request. */
  readonly check: (values: Values) => Problems;
  /**
   * Returns the initial values as they are now. Read before each request: fields that were typed into and whose value has changed since
   * are marked, and nothing is sent. Another submission overwrites the new values.
   */
  readonly readAgain?: () => Promise<{ readonly initial: Values | undefined; readonly errors: readonly QueryError[] }>;
  readonly inputOf: (values: Values, idempotencyKey: string) => Input;
  readonly send: (input: Input) => Promise<ActResult<Payload>>;
  /** Returns the field to which an error's path belongs. Without it, the path joined with dots, or its end, is the name of a field. */
  readonly fieldOf?: (path: readonly string[]) => string | undefined;
  /** Called after a response of the server, also if the outcome is not known to it. The page may show outdated data. */
  readonly onSettled?: (outcome: Outcome<Payload>) => void;
}

/** A form whose submission changes something once. */
export interface Act<Payload extends ActPayload> {
  readonly name: string;
  readonly values: Values;
  /** The values without changes. */
  readonly initial: Values;
  /** Returns the value of a field now, which is newer than that of this rendering in a handler that waited. */
  readonly latest: (name: string) => string;
  readonly set: (name: string, value: string) => void;
  /** Whether the value of a field differs from the initial one. */
  readonly isChanged: (name: string) => boolean;
  /** Whether the initial value of a field that was typed into has changed since. */
  readonly isOutdated: (name: string) => boolean;
  /** Returns whether the values can be sent. Otherwise their problems are shown. */
  readonly check: () => boolean;
  /** Shows refusals at the fields that they belong to. Returns the others. */
  readonly report: (errors: readonly UserError[]) => readonly UserError[];
  readonly problems: Problems;
  /** Refusals that belong to no field. */
  readonly refusals: readonly UserError[];
  readonly sending: boolean;
  readonly outcome: Outcome<Payload> | undefined;
  /** Whether the fields cannot be changed: the outcome of the request is not known. */
  readonly locked: boolean;
  /** Whether the form contains what was typed before a reload. */
  readonly restored: boolean;
  /** Whether a reload would lose what was typed. */
  readonly unsaved: boolean;
  readonly submit: () => void;
  /** Sends the same input with the same key again. */
  readonly repeat: () => void;
  /** Removes what was typed and starts with another key. */
  readonly reset: () => void;
}

/**
 * Keeps what is typed into a form, and sends it. The idempotency key is made when the form is opened and kept with what is typed, so that
 * neither a double click nor a reload sends a change twice.
 */
export function useAct<Input, Payload extends ActPayload>(options: ActOptions<Input, Payload>): Act<Payload> {
  const name = `${appid.value ?? viewer.value?.account?.appid ?? ''}.${options.name}`;
  const first = useMemo(() => storedDraft(name), [name]);
  const [draft, setDraft] = useState<Draft>(() => first ?? { key: newKey(), typed: {} });
  const [problems, setProblems] = useState<Problems>({});
  const [refusals, setRefusals] = useState<readonly UserError[]>([]);
  const [sending, setSending] = useState(false);
  const [unsaved, setUnsaved] = useState(false);
  const [outcome, setOutcome] = useState<Outcome<Payload> | undefined>(
    first?.sent === undefined ? undefined : { kind: 'unknown', cause: 'NO_RESPONSE', errors: [] },
  );
  // A second click can come before the next rendering.
  const inFlight = useRef(false);
  const shown = useRef(true);
  useEffect(
    () => () => {
      shown.current = false;
    },
    [],
  );

  // Fields can be set several times before the next rendering, and by a handler of an earlier one.
  const latest = useRef(draft);
  const values = { ...options.initial, ...draft.typed };
  const keep = (next: Draft) => {
    latest.current = next;
    setDraft(next);
    const isEmpty = Object.keys(next.typed).length === 0 && next.sent === undefined;
    if (isEmpty) removeDraft(name);
    setUnsaved(!isEmpty && !storeDraft(name, next));
  };

  const send = async (input: Input, sent: Draft) => {
    if (inFlight.current) return;
    inFlight.current = true;
    setSending(true);
    setRefusals([]);
    const result = outcomeOf(await options.send(input));
    inFlight.current = false;
    const { sent: _, ...kept } = sent;
    if (result.kind === 'done') removeDraft(name);
    else if (result.kind !== 'unknown') {
      // A refusal is recorded with its key.
      keep({ ...kept, key: result.kind === 'refused' ? newKey() : kept.key });
    }
    const isReported = result.kind === 'unknown' ? result.payload !== undefined : result.kind !== 'notExecuted';
    if (isReported) options.onSettled?.(result);
    if (!shown.current) return;
    setSending(false);
    setOutcome(result);
    if (result.kind === 'refused') {
      setRefusals(report(result.payload.userErrors));
    }
  };

  const check = () => {
    const found = options.check(values);
    setProblems(found);
    return Object.keys(found).length === 0;
  };

  const report = (errors: readonly UserError[]) => {
    const { byField, others } = sorted(errors, values, options.fieldOf);
    setProblems(byField);
    return others;
  };

  /** Reads the initial values again. Returns whether those of the fields that were typed into are the same. */
  const isUnchanged = async (readAgain: NonNullable<typeof options.readAgain>): Promise<boolean> => {
    inFlight.current = true;
    setSending(true);
    const { initial, errors } = await readAgain();
    inFlight.current = false;
    if (!shown.current) return false;
    setSending(false);
    if (initial === undefined) {
      setOutcome({ kind: 'notExecuted', errors });
      return false;
    }
    const { current } = latest;
    const outdated = Object.keys(current.typed).filter((field) => isOutdated(current, field, initial));
    if (outdated.length === 0) return true;
    keep({ ...current, before: { ...current.before, ...pick(initial, outdated) } });
    setProblems(Object.fromEntries(outdated.map((field) => [field, actingWords().outdated])));
    return false;
  };

  return {
    name,
    values,
    initial: options.initial,
    latest: (field) => latest.current.typed[field] ?? options.initial[field] ?? '',
    problems,
    refusals,
    sending,
    outcome,
    unsaved,
    locked: sending || outcome?.kind === 'unknown' || outcome?.kind === 'done',
    restored: first !== undefined && first.sent === undefined && outcome === undefined,
    isChanged: (field) => values[field] !== options.initial[field],
    isOutdated: (field) =>
      outcome?.kind !== 'done' && outcome?.kind !== 'unknown' && isOutdated(draft, field, options.initial),
    check,
    report,
    set: (field, value) => {
      const { [field]: _, ...typed } = latest.current.typed;
      const { [field]: __, ...before } = latest.current.before ?? {};
      const initial = options.initial[field] ?? '';
      keep(
        value === initial
          ? { ...latest.current, typed, before }
          : { ...latest.current, typed: { ...typed, [field]: value }, before: { ...before, [field]: initial } },
      );
      setProblems((shown) =>
        Object.fromEntries(Object.entries(shown).filter(([one]) => one !== field && !one.startsWith(`${field}.`))),
      );
      if (outcome?.kind === 'refused' || outcome?.kind === 'notExecuted') setOutcome(undefined);
    },
    submit: async () => {
      if (inFlight.current || draft.sent !== undefined || !check()) return;
      if (options.readAgain !== undefined && !(await isUnchanged(options.readAgain))) return;
      const { current } = latest;
      const input = options.inputOf({ ...options.initial, ...current.typed }, current.key);
      const next = { ...current, sent: input };
      keep(next);
      send(input, next);
    },
    repeat: () => {
      if (draft.sent !== undefined) send(draft.sent as Input, draft);
    },
    reset: () => {
      keep({ key: newKey(), typed: {} });
      setProblems({});
      setRefusals([]);
      setOutcome(undefined);
    },
  };
}

/** Returns whether the value that a field had when it was typed into is no longer the initial one. */
function isOutdated({ before }: Draft, field: string, initial: Values): boolean {
  return before?.[field] !== undefined && before[field] !== (initial[field] ?? '');
}

const pick = (values: Values, names: readonly string[]): Values =>
  Object.fromEntries(names.map((name) => [name, values[name] ?? '']));

/** Assigns refusals to the fields that their paths name. */
function sorted(
  errors: readonly UserError[],
  values: Values,
  fieldOf: ((path: readonly string[]) => string | undefined) | undefined,
): { readonly byField: Problems; readonly others: readonly UserError[] } {
  const byField: Record<string, UserError> = {};
  const others: UserError[] = [];
  for (const error of errors) {
    const path = (error.field ?? []).filter((part) => part !== 'input');
    const field =
      fieldOf?.(path) ?? path.map((_, from) => path.slice(from).join('.')).find((one) => Object.hasOwn(values, one));
    if (field === undefined) others.push(error);
    else byField[field] = error;
  }
  return { byField, others };
}
