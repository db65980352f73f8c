export const stock = {
  current: (quantity: string) => `Current stock: ${quantity}. If it changes meanwhile, nothing is sent.`,
  mode: 'Change',
  modes: { add: 'Add', remove: 'Remove', set: 'Set to' },
  amount: 'Number of cards',
  submit: 'Change the stock',
  before: 'Stock before',
  after: 'Stock after',
};
