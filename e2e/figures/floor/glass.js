// How tall a ticket is and where it stands: what the product counts in kds-client/src/glass.rs.

const [REM, UNITS, GAP, TOUCH, APART, COLUMN, PANEL] = [16, 24, 0.6, 76, 30, 20.5, 18];
// Widths of the bold face's ASCII characters from space on, in hundredths of the text size.
const ADVANCE = [
  31, 30, 39, 76, 61, 97, 72, 21, 34, 34, 48, 60, 27, 37, 27, 44, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 27, 27, 57, 61, 57, 55,
  78, 68, 64, 66, 69, 60, 57, 72, 70, 42, 56, 66, 55, 86, 72, 75, 63, 76, 65, 61, 61, 69, 64, 89, 68, 65, 62, 34, 44, 34, 58, 40,
  29, 55, 60, 51, 60, 56, 36, 59, 57, 30, 26, 56, 32, 88, 57, 58, 60, 60, 38, 51, 38, 57, 53, 74, 54, 52, 50, 38, 25, 38, 54,
];
const bar = Math.max(TOUCH, 3.6 * REM);
const across = innerWidth - (PANEL + GAP) * REM;
const columns = Math.min(Math.max(Math.floor(across / ((COLUMN + GAP) * REM)), 1), 6);
const column = across / columns - GAP * REM;
const unit = (innerHeight - bar - GAP * REM) / UNITS;
const tall = (innerHeight - bar) / REM;

function advance(word) {
  let sum = 0;
  for (let k = 0; k < word.length; k++) {
    const code = word.charCodeAt(k);
    sum += code >= 32 && code < 127 ? ADVANCE[code - 32] : code >= 0x2e80 ? 100 : 70;
  }
  return sum;
}

function rowsOf(words, size, beside) {
  const room = Math.max((column / REM - beside) / size, 2) * 97;
  let [rows, used] = [1, 0];
  for (const word of words.split(/[ \n]/)) {
    if (!word) continue;
    const width = advance(word);
    if (used > 0 && used + width > room) [rows, used] = [rows + 1, 0];
    rows += Math.floor(width / room);
    used += (width % room) + ADVANCE[0];
  }
  return rows;
}

const NO = (advance("NO") / 100) * 1.55 * 0.86;

function lineHeight({ kitchen_name, modifiers, note }) {
  let rem = 1.12 + Math.max(1.95 * 1.12 * rowsOf(kitchen_name, 1.95, 4.7), 2.45);
  for (const { name, removes } of modifiers) rem += 1.55 * 1.2 * rowsOf(name, 1.55, 4.7 + (removes ? 1.65 + NO : 1.8));
  if (modifiers.length > 0 || note) rem += 0.2;
  if (note) rem += 0.25 + 1.55 * 1.12 * rowsOf(note, 1.55, 5.6);
  return Math.max(rem * REM, TOUCH);
}

const frameHeight = (note) => (0.55 + 4.1 * 1.1 + (note ? 1.1 + 1.8 * rowsOf(note, 1.5, 2) : 0) + 0.35) * REM + APART + TOUCH;
const unitsOf = (px) => Math.min(Math.max(Math.ceil((px + GAP * REM) / unit), 1), UNITS);

/** How a ticket is cut: the lines of each part and the units it takes. */
function cut(items, note) {
  const room = UNITS * unit - GAP * REM;
  const parts = [];
  let [from, used] = [0, frameHeight(note)];
  items.forEach((item, k) => {
    const height = lineHeight(item);
    if (used + height > room && k > from) {
      parts.push({ from, to: k, units: UNITS });
      [from, used] = [k, frameHeight(null)];
    }
    used += height;
  });
  parts.push({ from, to: items.length, units: unitsOf(used) });
  return parts;
}
