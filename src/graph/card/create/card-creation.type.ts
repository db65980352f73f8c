import { ObjectType } from 'type-graphql';
import { CardUserError } from '../../mutation/user-error.js';
import { NonNull } from '../../types/field.decorators.js';

@ObjectType({ simpleResolvers: true, description: 'The result of `previewCardCreation`.' })
export class CardCreationPreview {
  @NonNull(() => [CardUserError], 'The errors with which the creation would fail. Empty if it would be sent.')
  readonly userErrors: readonly CardUserError[];

  constructor(userErrors: readonly CardUserError[]) {
    this.userErrors = userErrors;
  }
}
