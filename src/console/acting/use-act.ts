import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { appid } from '../client.js';
import { viewer } from '../session.js';
import { type ActPayload, type ActResult, newKey, type Outcome, outcomeOf, type UserError } from './attempt.js';
import { type Draft, removeDraft, storeDraft, storedDraft, type Values } from './drafts.js';

/** Problems by the name of the field: in words, or as the server or the platform reported them. */
export type Problems = Readonly<Record<string, string | UserError>>;

export interface ActOptions<Input, Payload extends ActPayload> {
  /** Names the draft: the form, and what it changes, such as `stock.pCard`. */
  readonly name: string;
  /** The values without changes. All fields of the form. */
  readonly initial: Values;
  /** Returns the problems that prevent a request. */
  readonly check: (values: Values) => Problems;
  readonly inputOf: (values: Values, idempotencyKey: string) => Input;
  readonly send: (input: Input) => Promise<ActResult<Payload>>;
  /** Returns the field to which an error's path belongs. Without it, the path joined with dots, or its end, is the name of a field. */
  readonly fieldOf?: (path: readonly string[]) => string | undefined;
  /** Called after the server reported the outcome, also if the outcome is not known to it. What the page shows may be outdated. */
  readonly onSettled?: (outcome: Outcome<Payload>) => void;
}

/** A form whose submission changes something once. */
export interface Act<Payload extends ActPayload> {
  readonly name: string;
  readonly values: Values;
  readonly set: (name: string, value: string) => void;
  /** Whether the value of a field differs from the initial one. */
  readonly isChanged: (name: string) => boolean;
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

  const values = { ...options.initial, ...draft.typed };
  const keep = (next: Draft) => {
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
      const { byField, others } = sorted(result.payload.userErrors, values, options.fieldOf);
      setProblems(byField);
      setRefusals(others);
    }
  };

  return {
    name,
    values,
    problems,
    refusals,
    sending,
    outcome,
    unsaved,
    locked: sending || outcome?.kind === 'unknown' || outcome?.kind === 'done',
    restored: first !== undefined && first.sent === undefined && outcome === undefined,
    isChanged: (field) => values[field] !== options.initial[field],
    set: (field, value) => {
      const { [field]: _, ...others } = draft.typed;
      keep({ ...draft, typed: value === options.initial[field] ? others : { ...others, [field]: value } });
      const { [field]: __, ...remaining } = problems;
      setProblems(remaining);
      if (outcome?.kind === 'refused' || outcome?.kind === 'notExecuted') setOutcome(undefined);
    },
    submit: () => {
      if (inFlight.current || draft.sent !== undefined) return;
      const found = options.check(values);
      setProblems(found);
      if (Object.keys(found).length > 0) return;
      const input = options.inputOf(values, draft.key);
      const next = { ...draft, sent: input };
      keep(next);
      send(input, next);
    },
    repeat: () => {
      if (draft.sent !== undefined) send(draft.sent as Input, draft);
    },
    reset: () => {
      removeDraft(name);
      setDraft({ key: newKey(), typed: {} });
      setProblems({});
      setRefusals([]);
      setOutcome(undefined);
    },
  };
}

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
