import { useEffect, useState } from 'preact/hooks';
import { runQuery } from './client.js';
import { CardColorsDocument, type CardColorsQuery } from './generated/operations.js';

type Colors = CardColorsQuery['cardColors'];

let read: Colors = [];

/** Returns the colors that a card can have. They are read once. */
export function useCardColors(): Colors {
  const [colors, setColors] = useState(read);
  useEffect(() => {
    if (read.length > 0) return;
    runQuery(CardColorsDocument, {}).then(({ data }) => {
      read = data?.cardColors ?? [];
      setColors(read);
    });
  }, []);
  return colors;
}
