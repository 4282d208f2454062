/** `YYYY-MM-DDTHH:MM:SS[.mmm]Z`: UTC, the fraction left out when it is zero. */
export function formatMoment(moment: Date | number): string {
  const text = (typeof moment === 'number' ? new Date(moment) : moment).toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, 19)}Z` : text;
}

/** As {@link formatMoment}; null stays null. */
export function formatOptionalMoment(moment: Date | null | undefined): string | null {
  return moment ? formatMoment(moment) : null;
}
