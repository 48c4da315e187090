/** What a device is called, without whose it is: `[owner] AirPods` for `Max's AirPods`, `AirPods von Max`, `MaxのAirPods`. */
export function withoutOwner(label: string): string {
  return label
    .replace(/[^()]*?\S['’]s?\s+(?=\S)/, '[owner] ')
    .replace(/^[^()\s]+\s?[的の]\s?(?=\S)/, '[owner] ')
    .replace(/\s(?:von|van|of|de|di|do|da|d['’])\s*\p{Lu}[^()]*$/u, ' [owner]');
}
