import { DeleteCardForm } from './delete-card-form.js';
import { DepositForm } from './deposit-form.js';
import { QrForm } from './qr-form.js';
import { SignForm } from './sign-form.js';
import { StockForm } from './stock-form.js';

/** The small forms of a card, by name. Together they are smaller than a file for each. */
export const CARD_FORMS = {
  delete: DeleteCardForm,
  deposit: DepositForm,
  qr: QrForm,
  sign: SignForm,
  stock: StockForm,
};
