import { runMutation } from '../client.js';
import { CopyButton } from '../components/copy-button.js';
import { DataTable } from '../components/data-table.js';
import { Facts } from '../components/facts.js';
import { Link } from '../components/link.js';
import { formatNumber } from '../format.js';
import {
  AddPayGiftRuleDocument,
  type AddPayGiftRuleInput,
  type AddPayGiftRuleMutation,
} from '../generated/operations.js';
import { addressOf } from '../router.js';
import { ruleActs as en } from '../words/en/rule-acts.js';
import { errorText, inLanguage } from '../words/words.js';
import { ruleActs as zh } from '../words/zh/rule-acts.js';
import { ActForm } from './act-form.js';
import type { ActFormProps } from './actions.js';
import { Field } from './field.js';
import { actingWords, fenIn, type Limits, problemsOf } from './limits.js';
import { useAct } from './use-act.js';
import { dateTimeOf, type Values } from './values.js';

type Payload = NonNullable<AddPayGiftRuleMutation['addPayGiftRule']>;
type Failure = Payload['failedMerchants'][number];

const texts = () => inLanguage({ en, zh });

const INITIAL = {
  cardId: '',
  merchantIds: '',
  beginsAt: '',
  endsAt: '',
  minimumSpendFen: '',
  maximumSpendFen: '',
  claimUrl: '',
  appBrandId: '',
  appBrandPath: '',
};

const LIMITS: Readonly<Record<string, Limits>> = {
  cardId: { required: true, maxUtf8Bytes: 32 },
  merchantIds: { required: true },
  beginsAt: { required: true },
  endsAt: { required: true },
  minimumSpendFen: { required: true },
  maximumSpendFen: { required: true },
};

const MAX_MERCHANTS = 10;

/** The largest amount that the server accepts, fen. */
const MAX_FEN = 0x7fff_ffff;

/** Adds a pay-gift rule. */
export function AddRuleForm({ onSettled }: ActFormProps<undefined>) {
  const words = texts();
  const act = useAct({
    name: 'add-rule',
    initial: INITIAL,
    check: (values) => ({ ...problemsIn(values), ...problemsOf(values, LIMITS) }),
    inputOf,
    send: async (input: AddPayGiftRuleInput) => {
      const { data, errors } = await runMutation(AddPayGiftRuleDocument, { input });
      return { payload: data?.addPayGiftRule, errors };
    },
    fieldOf: ([name]) => (name === 'merchantIds' ? name : undefined),
    onSettled,
  });
  const { outcome } = act;
  const field = (name: keyof typeof INITIAL, label: string) => ({ act, name, label, limits: LIMITS[name] ?? {} });
  return (
    <ActForm act={act} submit={words.add} result={(payload) => <Added payload={payload} />}>
      <Field {...field('cardId', words.cardId)} hint={words.cardIdHint} />
      <Field {...field('merchantIds', words.merchantIds)} hint={words.merchantIdsHint} isLong />
      <Field {...field('beginsAt', words.begins)} type="datetime-local" />
      <Field {...field('endsAt', words.ends)} type="datetime-local" />
      <Field {...field('minimumSpendFen', words.minimum)} />
      <Field {...field('maximumSpendFen', words.maximum)} />
      <Field {...field('claimUrl', words.claimUrl)} hint={words.optional} type="url" />
      <Field {...field('appBrandId', words.appBrandId)} hint={words.optional} />
      <Field {...field('appBrandPath', words.appBrandPath)} hint={words.optional} />
      {outcome?.kind === 'refused' && <Failures failures={outcome.payload.failedMerchants} />}
    </ActForm>
  );
}

function Added({ payload: { ruleId, succeededMerchantIds, failedMerchants } }: { payload: Payload }) {
  const words = texts();
  return (
    <>
      {ruleId !== null && (
        <>
          <p>{words.keepId}</p>
          <Facts
            facts={[
              [words.ruleId, <code key="id">{ruleId}</code>],
              [words.applies, succeededMerchantIds.join(' ')],
            ]}
          />
          <p class="buttons">
            <CopyButton text={() => ruleId} label={words.copyId} />
            <Link to={addressOf({ page: 'rules' }, { id: ruleId })}>{words.open}</Link>
          </p>
        </>
      )}
      <Failures failures={failedMerchants} />
    </>
  );
}

/** Why the platform excluded merchants, in words. */
function Failures({ failures }: { failures: readonly Failure[] }) {
  const words = texts();
  if (failures.length === 0) return null;
  return (
    <>
      <h3>{words.excluded}</h3>
      <DataTable
        caption={words.excluded}
        columns={[
          { title: words.merchant, cell: ({ merchantId }) => merchantId },
          { title: words.reason, cell: (failure) => <Reason failure={failure} /> },
        ]}
        rows={failures}
        keyOf={({ merchantId }) => merchantId}
      />
    </>
  );
}

function Reason({ failure }: { failure: Failure }) {
  const { errorCode, errcode, errmsg, occupyingRuleId, occupyingAppId } = failure;
  const text = errorText(errorCode);
  const isOccupied = occupyingRuleId !== null || occupyingAppId !== null;
  return (
    <>
      {text?.meaning} {isOccupied && texts().occupied(occupyingRuleId, occupyingAppId)} {text?.remedy}
      <br />
      <code class="facts">
        {[errorCode, errcode === null ? '' : `errcode ${errcode}`, errmsg ?? ''].filter(Boolean).join(' · ')}
      </code>
    </>
  );
}

const merchantsIn = (text = '') => text.split(/[\s,;，；、]+/).filter(Boolean);

/** Returns the instant of a time in China. Undefined: the text is not one. */
function instantOf(local = ''): string | undefined {
  const text = dateTimeOf(local);
  return Number.isNaN(Date.parse(text)) ? undefined : text;
}

function problemsIn(values: Values): Record<string, string> {
  const words = texts();
  const begin = instantOf(values.beginsAt);
  const end = instantOf(values.endsAt);
  const least = fenIn(values.minimumSpendFen ?? '');
  const most = fenIn(values.maximumSpendFen ?? '');
  const found: Record<string, string | undefined> = {
    merchantIds: problemOfMerchants(merchantsIn(values.merchantIds)),
    beginsAt: begin === undefined ? words.notTime : undefined,
    endsAt: endProblem(begin, end),
    minimumSpendFen: amountProblem(least),
    maximumSpendFen: amountProblem(most) ?? ((least ?? 0) > (most ?? 0) ? words.maximumLess : undefined),
    claimUrl: /^(https?:\/\/\S+)?$/i.test(values.claimUrl?.trim() ?? '') ? undefined : words.claimUrlFormat,
  };
  return Object.fromEntries(Object.entries(found).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function problemOfMerchants(ids: readonly string[]): string | undefined {
  const words = texts();
  if (ids.length === 0 || ids.length > MAX_MERCHANTS) return words.merchantCount;
  const malformed = ids.find((id) => !/^\d{1,32}$/.test(id));
  if (malformed !== undefined) return words.merchantFormat(malformed);
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  return twice === undefined ? undefined : words.merchantTwice(twice);
}

function endProblem(begin: string | undefined, end: string | undefined): string | undefined {
  const words = texts();
  if (end === undefined) return words.notTime;
  return begin !== undefined && Date.parse(end) <= Date.parse(begin) ? words.endsEarly : undefined;
}

function amountProblem(fen: number | undefined): string | undefined {
  if (fen === undefined) return actingWords().notAmount;
  return fen > MAX_FEN ? texts().tooMuch(formatNumber(MAX_FEN / 100)) : undefined;
}

function inputOf(values: Values, idempotencyKey: string): AddPayGiftRuleInput {
  const optional = (name: string) => {
    const value = values[name]?.trim();
    return value ? { [name]: value } : {};
  };
  return {
    cardId: values.cardId?.trim() ?? '',
    merchantIds: merchantsIn(values.merchantIds),
    beginsAt: instantOf(values.beginsAt) ?? '',
    endsAt: instantOf(values.endsAt) ?? '',
    minimumSpendFen: fenIn(values.minimumSpendFen ?? '') ?? 0,
    maximumSpendFen: fenIn(values.maximumSpendFen ?? '') ?? 0,
    ...optional('claimUrl'),
    ...optional('appBrandId'),
    ...optional('appBrandPath'),
    idempotencyKey,
  };
}
