const day = 86_400_000;
const years = 100;
/** The beginnings of all months that a UTCTime can tell, in milliseconds, and that of the month after them. */
const months = Float64Array.from({ length: 12 * years + 1 }, (_, i) => Date.UTC(1950, i, 1));

/**
 * Reads times that stand in some octets, without making anything: there may be millions, most of them of the same hour as
 * the one before.
 */
export class UtcTimes {
  readonly #octets: DataView;
  /** The `YYMM` and `DDHH` that were read last, and when that hour began. */
  #yearMonth = 0;
  #dateHour = 0;
  #hourMs: number | undefined;

  constructor(octets: DataView) {
    this.#octets = octets;
  }

  /**
   * Milliseconds of the `YYMMDDHHMMSSZ`, 1950 to 2049, at a place (RFC 5280 §4.1.2.5.1). Undefined for what is no such
   * time.
   */
  find(at: number): number | undefined {
    const octets = this.#octets;
    const [yearMonth, dateHour] = [octets.getInt32(at), octets.getInt32(at + 4)];
    if (yearMonth !== this.#yearMonth || dateHour !== this.#dateHour) {
      [this.#yearMonth, this.#dateHour] = [yearMonth, dateHour];
      this.#hourMs = findHour(yearMonth, dateHour);
    }
    const minuteSecond = fourDigits(octets.getInt32(at + 8));
    const [minute, second] = [Math.trunc(minuteSecond / 100), minuteSecond % 100];
    const isTime = minuteSecond >= 0 && minute < 60 && second < 60;
    if (!isTime || octets.getUint8(at + 12) !== 0x5a || this.#hourMs === undefined)
      return undefined;
    return this.#hourMs + (minute * 60 + second) * 1000;
  }
}

/** When the hour of these digits begins; undefined where there is none. */
function findHour(yearMonthDigits: number, dateHourDigits: number): number | undefined {
  const [yearMonth, dateHour] = [fourDigits(yearMonthDigits), fourDigits(dateHourDigits)];
  const [year, month] = [Math.trunc(yearMonth / 100), yearMonth % 100];
  const [date, hour] = [Math.trunc(dateHour / 100), dateHour % 100];
  if (yearMonth < 0 || dateHour < 0 || month < 1 || month > 12 || date < 1 || hour > 23)
    return undefined;
  const index = 12 * (year < 50 ? year + 50 : year - 50) + month - 1;
  const midnight = (months[index] ?? 0) + day * (date - 1);
  return midnight < (months[index + 1] ?? 0) ? midnight + (hour * day) / 24 : undefined;
}

/** The number in four digits, one in each octet of a word; less than zero where there are none. */
function fourDigits(word: number): number {
  // A digit is 3 in its upper half, and still when 6 is added to it.
  const areDigits =
    (word & 0xf0_f0_f0_f0) === 0x30_30_30_30 &&
    ((word + 0x06_06_06_06) & 0xf0_f0_f0_f0) === 0x30_30_30_30;
  if (!areDigits) return -1;
  return (
    ((word >> 24) & 15) * 1000 + ((word >> 16) & 15) * 100 + ((word >> 8) & 15) * 10 + (word & 15)
  );
}
