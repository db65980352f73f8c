const number = (value: number) => value.toLocaleString('en-GB');

/** The texts of all forms. */
export const acting = {
  required: 'This field is required.',
  tooManyBytes: (max: number) =>
    `At most ${number(max)} bytes, about ${number(Math.floor(max / 3))} Chinese characters.`,
  tooManyCharacters: (max: number) => `At most ${number(max)} characters.`,
  notInteger: 'Enter a whole number.',
  notAmount: 'Enter an amount in yuan with at most two decimals.',
  outOfRange: (min: number | undefined, max: number | undefined) => {
    if (min === undefined) return `At most ${number(max ?? 0)}.`;
    return max === undefined ? `At least ${number(min)}.` : `From ${number(min)} to ${number(max)}.`;
  },
  amountOutOfRange: (min: string, max: string) => `From ${min} to ${max}.`,
  bytes: (used: number, max: number) => `${number(used)} of ${number(max)} bytes`,
  characters: (used: number, max: number) => `${number(used)} of ${number(max)} characters`,
  review: 'Sends the card back to review',
  sending: 'In progress…',
  restored: 'This form contains what was typed before.',
  discard: 'Discard',
  unsaved: 'This input is too large to be kept when the page is reloaded.',
  problems: 'Nothing was sent. Correct the marked fields.',
  outdated: 'This value has been changed elsewhere since you typed. Submit again to overwrite it.',
  refused: 'Nothing was changed.',
  notExecuted: 'Nothing was changed. The input can be sent again.',
  done: 'Done.',
  replayed: 'An earlier request had already made this change. It was not made again.',
  another: 'Again',
  unknown: {
    OUTCOME_UNKNOWN: 'Whether the change took effect is not known: the response of the platform was lost.',
    NO_RESPONSE: 'Whether the change took effect is not known: no response of the server was received.',
    IN_USE: 'The change is still in progress.',
    PARTIAL: 'Only a part is certain: the rest was not sent, or its outcome is not known.',
  },
  unknownRemedy:
    'Send the same request again with the button below. The same change is never made twice: the server reports what happened to the first request.',
  repeat: 'Send the same request again',
  giveUp: 'Close without knowing',
  confirm: (count: number) => `Type the last ${count} characters to confirm`,
  irreversible: 'This cannot be undone.',
  notConfirmed: 'The characters differ.',
  show: 'Show',
};
