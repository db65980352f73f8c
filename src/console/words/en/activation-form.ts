export const activationForm = {
  replaces:
    'This replaces the whole form, which the platform does not return: choose all fields that it should have. Fields with a list of values can be set only by the API.',
  commonFields: 'Fields of the platform',
  absent: 'Not in the form',
  parts: { required: 'Required', optional: 'Optional' },
  ownFields: { required: 'Required fields of your own', optional: 'Optional fields of your own' },
  ownNames: 'Names',
  onePerLine: 'One per line.',
  canModify: {
    required: 'Members can change the required fields later',
    optional: 'Members can change the optional fields later',
  },
  links: { serviceStatement: 'Link to the terms of the membership', bindOldCard: 'Link to bind an older card' },
  linkText: 'Text',
  linkUrl: 'URL',
  submit: 'Set the form',
  noFields: 'Choose at least one field.',
  tooManyFields: (max: number) => `At most ${max} fields.`,
  repeated: (name: string) => `The field “${name}” is repeated.`,
  notWeb: 'Enter a URL that starts with http:// or https://.',
};
