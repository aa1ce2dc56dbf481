const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const ANY = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** The decimal as a plain string, digit for digit; undefined for what is no number. An exponent is written out. */
export function plain(value) {
  if (value === undefined || value === null) return undefined;
  const text = typeof value === 'string' ? value : String(value);
  return PLAIN.test(text) ? text : expand(text);
}

function expand(text) {
  const match = ANY.exec(text.trim());
  if (match === null) return undefined;
  const [, sign, whole, fraction = '', exponent = '0'] = match;
  const shift = Number(exponent);
  if (whole === '' && fraction === '') return undefined;
  // No market has such sizes, and a bad exchange must not make us write a million zeros.
  if (Math.abs(shift) > 400) return undefined;
  let digits = whole + fraction;
  let point = whole.length + shift;
  if (point < 0) {
    digits = '0'.repeat(-point) + digits;
    point = 0;
  }
  digits = digits.padEnd(point, '0');
  const front = digits.slice(0, point).replace(/^0+(?=\d)/, '') || '0';
  const back = digits.slice(point);
  return (sign === '-' ? '-' : '') + front + (back === '' ? '' : '.' + back);
}
