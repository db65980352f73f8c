import { CardPicture } from '../acting/card/picture-upload.js';
import { useCardColors } from '../card-colors.js';
import type { CardQuery } from '../generated/operations.js';
import { Validity } from './validity.js';

/** The front of a card, about as WeChat shows it. */
export function CardFront(props: {
  color: string;
  logoUrl: string;
  brandName: string;
  title: string;
  notice: string;
  validity: NonNullable<CardQuery['card']>['validity'];
}) {
  const { color, logoUrl, brandName, title, notice, validity } = props;
  const hex = useCardColors().find(({ name }) => name === color)?.hex;
  const style = hex === undefined ? {} : { background: hex, color: textColorOn(hex) };
  return (
    <div class="front" style={style}>
      <div class="titled">
        <CardPicture url={logoUrl} />
        <p class="front-line">{brandName}</p>
      </div>
      <p class="front-line front-title">{title}</p>
      <p class="front-line">{notice}</p>
      <p class="front-line">
        <Validity validity={validity} />
      </p>
    </div>
  );
}

/** Returns the text color with the higher contrast on a background such as `#63b359`. */
function textColorOn(hex: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 0.179 ? '#000' : '#fff';
}
