/** The texts of the form that changes a card. */
export const update = {
  submit: 'Save the changes',
  onlyChanged: 'Only the fields that you change are sent.',
  allowReview: 'Send the card back to review if a field requires it',
  reviewNotAllowed: 'This change sends the card back to review. Allow that at the end of the form.',
  couponsOrLink: 'Coupons and a link exclude each other. Clear the coupons, or the URL and the mini program.',
  noChanges: 'Change at least one field.',
  reviewed: 'The card is under review again.',
  notReviewed: 'The card was not sent back to review.',
  wouldReview: (fields: string) => `The card would go back to review because of: ${fields}.`,
  wouldNotReview: 'The card would not go back to review.',
  verified: 'Changed, and read back from the platform',
  unverified: 'Accepted by the platform, but read back with another value',
  sentOnly: 'Accepted by the platform, but not read back yet',
  validityExtends: 'The range can only be extended: an earlier beginning, or a later end.',
  hours: 'A change replaces all days, and removes the hours that the platform has for them.',
  separator: ', ',
};
