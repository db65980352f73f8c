import { Arg, Query, Resolver } from 'type-graphql';
import { leaveToResolver } from '../../input/validation.js';
import { CardCreationPreview } from './card-creation.type.js';
import { planCreation } from './creation-plan.js';
import { NewCard } from './new-card.input.js';

const CARD = { validateFn: leaveToResolver, description: 'The card to preview.' };

@Resolver()
export class CardCreationQueries {
  @Query(() => CardCreationPreview, {
    nullable: true,
    description:
      'Previews the creation of a card without executing it: every error that can be detected before a call. Makes no ' +
      'call. The paths of the errors begin with `card`, like those of `createCard`.',
  })
  previewCardCreation(@Arg('card', () => NewCard, CARD) card: NewCard): CardCreationPreview {
    return new CardCreationPreview(planCreation(card).errors ?? []);
  }
}
