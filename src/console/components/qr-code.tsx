import { modulesOf } from '../qr-modules.js';

/** Light modules around the code, which scanners need. */
const MARGIN = 4;

/** A QR code. Nothing is shown if the text is too long for one. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const modules = modulesOf(text);
  if (modules === undefined) return null;
  const size = modules.length + 2 * MARGIN;
  const dark = modules.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x + MARGIN} ${y + MARGIN}h1v1h-1z`] : [])),
  );
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={dark.join('')} fill="#000" />
    </svg>
  );
}
