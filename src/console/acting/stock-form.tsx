import { runMutation } from '../client.js';
import { Facts } from '../components/facts.js';
import { formatNumber } from '../format.js';
import { type CardQuery, ModifyStockDocument, type ModifyStockInput } from '../generated/operations.js';
import { stock as en } from '../words/en/stock.js';
import { inLanguage } from '../words/words.js';
import { stock as zh } from '../words/zh/stock.js';
import { ActForm } from './act-form.js';
import type { ActFormProps } from './actions.js';
import { Field } from './field.js';
import { integerIn, type Limits, problemsOf } from './limits.js';
import { useAct } from './use-act.js';

type Card = NonNullable<CardQuery['card']>;

const texts = () => inLanguage({ en, zh });

const MODES = ['add', 'remove', 'set'] as const;

const LIMITS: Readonly<Record<(typeof MODES)[number], Limits>> = {
  add: { required: true, min: 1, max: 100_000_000 },
  remove: { required: true, min: 1, max: 100_000_000 },
  set: { required: true, min: 0, max: 100_000_000 },
};

/** Adds to the stock of a card, removes from it or sets it. The stock that is shown must not have changed meanwhile. */
export function StockForm({ subject: { id, stock }, onSettled }: ActFormProps<Pick<Card, 'id' | 'stock'>>) {
  const quantity = stock?.quantity;
  const { modes, ...words } = texts();
  const act = useAct({
    name: `stock.${id}`,
    initial: { mode: 'add', amount: '' },
    check: (values) => problemsOf(values, { amount: LIMITS[modeOf(values.mode)] }),
    inputOf: ({ mode, amount = '' }, idempotencyKey): ModifyStockInput => ({
      cardId: id,
      expectedQuantity: quantity,
      idempotencyKey,
      ...change(modeOf(mode), integerIn(amount) ?? 0),
    }),
    send: async (input: ModifyStockInput) => {
      const { data, errors } = await runMutation(ModifyStockDocument, { input });
      return { payload: data?.modifyStock, errors };
    },
    // The value is sent under a name that depends on the mode.
    fieldOf: ([name]) => (name === 'increaseBy' || name === 'reduceBy' || name === 'setTo' ? 'amount' : undefined),
    onSettled,
  });
  return (
    <ActForm
      act={act}
      submit={words.submit}
      result={({ quantityBefore, quantityAfter }) => (
        <Facts
          facts={[
            [words.before, quantityBefore === null ? null : formatNumber(quantityBefore)],
            [words.after, quantityAfter === null ? null : formatNumber(quantityAfter)],
          ]}
        />
      )}
    >
      {quantity !== undefined && <p>{words.current(formatNumber(quantity))}</p>}
      <Field act={act} name="mode" label={words.mode} options={MODES.map((one) => [one, modes[one]] as const)} />
      <Field act={act} name="amount" label={words.amount} type="number" limits={LIMITS[modeOf(act.values.mode)]} />
    </ActForm>
  );
}

const modeOf = (value: string | undefined) => MODES.find((one) => one === value) ?? 'add';

function change(mode: (typeof MODES)[number], amount: number): Partial<ModifyStockInput> {
  if (mode === 'set') return { setTo: amount };
  return mode === 'add' ? { increaseBy: amount } : { reduceBy: amount };
}
