export const deleteCard = {
  effect: 'Users can no longer claim the card. Codes that were claimed remain valid.',
  deleted: 'Deleted card',
  submit: 'Delete the card',
};
