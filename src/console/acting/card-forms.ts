export { DeleteCardForm } from './delete-card-form.js';
export { DepositForm } from './deposit-form.js';
export { QrForm } from './qr-form.js';
export { SignForm } from './sign-form.js';
export { StockForm } from './stock-form.js';
