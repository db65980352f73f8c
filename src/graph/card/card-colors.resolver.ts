import { ObjectType, Query, Resolver } from 'type-graphql';
import { COLORS } from '../../platform/endpoints/card.wire.js';
import { NonNull } from '../types/field.decorators.js';

@ObjectType({ simpleResolvers: true, description: 'A colour that a card can have.' })
export class CardColor {
  @NonNull(() => String, 'Name of the colour, as it is sent to the platform, such as `Color010`.')
  readonly name: string;

  @NonNull(() => String, 'The colour that is shown, such as `#63b359`.')
  readonly hex: string;

  constructor(name: string, hex: string) {
    this.name = name;
    this.hex = hex;
  }
}

const CARD_COLORS: readonly CardColor[] = Object.entries(COLORS).map(([name, hex]) => new CardColor(name, hex));

@Resolver()
export class CardColorQueries {
  @Query(() => [CardColor], { description: 'Returns the colours that a card can have. Makes no upstream call.' })
  cardColors(): readonly CardColor[] {
    return CARD_COLORS;
  }
}
