/** Whether the last digit of a card's number fits the others (Luhn), and the first is one that cards have. */
export function isCardNumber(text: string): boolean {
  const digits = Array.from(text.replace(/\D/g, ''), Number).reverse();
  const sum = digits.reduce(
    (all, digit, i) => all + (i % 2 === 0 ? digit : ((2 * digit) % 10) + (digit > 4 ? 1 : 0)),
    0,
  );
  return /^[2-6][\d -]{12,}$/.test(text) && sum % 10 === 0;
}

/** Whether the two digits behind the country of an IBAN fit the rest (ISO 7064). */
export function isIban(text: string): boolean {
  const plain = text.replaceAll(' ', '');
  if (plain.length < 15) return false;
  let rest = 0;
  for (const sign of plain.slice(4) + plain.slice(0, 4)) {
    for (const digit of String(parseInt(sign, 36))) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}
